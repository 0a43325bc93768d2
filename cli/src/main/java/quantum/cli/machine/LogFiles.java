package quantum.cli.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import quantum.account.snapshot.SuiteService;

/** The log files that a run in a clone leaves: {@code demo/target/runs/RUN/logs/SERVICE.log}. */
public final class LogFiles {
  private static final Pattern TIMED = Pattern.compile("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} .*");

  private final Path folder;

  private LogFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Those of the newest run; empty if there is none.
   *
   * @param clone its root folder
   */
  public static Optional<LogFiles> newest(Path clone) throws IOException {
    Path runs = clone.resolve("demo/target/runs");
    if (!Files.isDirectory(runs)) {
      return Optional.empty();
    }
    try (Stream<Path> found = Files.list(runs)) {
      return found
          .map(run -> run.resolve("logs"))
          .filter(Files::isDirectory)
          .max(Comparator.comparing(LogFiles::modified))
          .map(LogFiles::new);
    }
  }

  private static java.nio.file.attribute.FileTime modified(Path path) {
    try {
      return Files.getLastModifiedTime(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path folder() {
    return folder;
  }

  /**
   * The newest lines in the order of their times, each with its service in front.
   *
   * @param services only of these; of all if none is named
   * @param mark what a line must contain
   */
  public List<String> newest(Collection<SuiteService> services, Pattern mark, int atMost)
      throws IOException {
    Set<String> names =
        Set.copyOf(services.stream().map(service -> service.id() + ".log").toList());
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (!name.endsWith(".log") || !names.isEmpty() && !names.contains(name)) {
          continue;
        }
        String service = name.substring(0, name.length() - ".log".length());
        try (Stream<String> text = Files.lines(file)) {
          text.filter(line -> TIMED.matcher(line).matches() && mark.matcher(line).find())
              .forEach(
                  line -> lines.add(line.substring(0, 12) + " " + service + line.substring(12)));
        }
      }
    }
    lines.sort(Comparator.comparing(line -> line.substring(0, 12)));
    return lines.subList(Math.max(0, lines.size() - atMost), lines.size());
  }
}

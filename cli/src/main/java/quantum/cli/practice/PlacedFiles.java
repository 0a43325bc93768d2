package quantum.cli.practice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a plan on this machine: shown before, laid down, taken away. */
public final class PlacedFiles {
  private final Path root;

  /**
   * @param root {@code /}, or a folder instead of it
   */
  public PlacedFiles(Path root) {
    this.root = root;
  }

  /** What would be written, as lines for people: files by name, their settings indented. */
  public static List<String> shown(PracticePlan plan) {
    List<String> lines = new ArrayList<>();
    new TreeMap<>(plan.files())
        .forEach(
            (file, text) -> {
              lines.add("+ /" + file);
              text.lines()
                  .filter(line -> !line.startsWith("#") && !line.isBlank())
                  .forEach(line -> lines.add("    " + line));
            });
    return lines;
  }

  public void place(PracticePlan plan) throws IOException {
    remove();
    for (Map.Entry<String, String> file : plan.files().entrySet()) {
      write(root.resolve(file.getKey()), file.getValue());
    }
  }

  /** Whether practice is on. */
  public boolean arePlaced() {
    return Files.isDirectory(root.resolve(PracticePlan.ETC));
  }

  /** Keeps a word of ours with them, until they go. */
  public void note(String name, String text) throws IOException {
    write(root.resolve(PracticePlan.ETC).resolve(name), text);
  }

  /** The lines of such a word, none if there is none. */
  public List<String> noted(String name) throws IOException {
    Path file = root.resolve(PracticePlan.ETC).resolve(name);
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** Whatever practice laid down or let grow, and nothing else. */
  public void remove() throws IOException {
    delete(root.resolve(PracticePlan.ETC));
    delete(root.resolve(PracticePlan.DROP_IN));
    Path dropIns = root.resolve(PracticePlan.DROP_IN).getParent();
    if (Files.isDirectory(dropIns)) {
      try (Stream<Path> others = Files.list(dropIns)) {
        if (others.findAny().isEmpty()) {
          Files.delete(dropIns);
        }
      }
    }
    delete(prices());
    delete(root.resolve(PracticePlan.EXCHANGE_STATE.substring(1)));
  }

  /** Where moved price files go. */
  public Path prices() {
    return root.resolve("var/lib/quantum/practice");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

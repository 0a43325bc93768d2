package quantum.cli.proof;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;

/**
 * The publisher's own classes, looked at and run for a single cycle.
 *
 * @param classpath the suite's jars or folders
 * @param environment what the single cycle is told besides our own environment
 */
public record PublisherProgram(String classpath, Map<String, String> environment) {
  private static final String MAIN = "quantum.harvestproposal.HarvestProposalPublisher";
  private static final String PACKAGE = "quantum/harvestproposal/";
  private static final String JAR = "harvest-proposal-publisher";
  private static final int LONGEST_SECONDS = 60;

  public PublisherProgram {
    environment = Map.copyOf(environment);
  }

  /**
   * How a single cycle ended.
   *
   * @param code its exit code, -1 if it had to be ended
   */
  record Ended(int code, String says) {
    String lastLine() {
      return says.lines().reduce((first, last) -> last).orElse("it said nothing");
    }
  }

  /** Where the publisher's own classes are: a jar or a folder; empty if not on the class path. */
  Optional<Path> classes() {
    for (String entry : classpath.split(File.pathSeparator)) {
      Path path = Path.of(entry);
      boolean jar = path.getFileName() != null && path.getFileName().toString().startsWith(JAR);
      if (jar && Files.isRegularFile(path) || Files.exists(path.resolve(ofMain()))) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  private static String ofMain() {
    return MAIN.replace('.', '/') + ".class";
  }

  /**
   * What its classes refer to; empty if it is not on the class path.
   *
   * @throws IOException if they cannot be read
   */
  SortedMap<String, SortedSet<String>> references() throws IOException {
    Optional<Path> classes = classes();
    if (classes.isEmpty()) {
      return Collections.emptySortedMap();
    }
    SortedMap<String, SortedSet<String>> found = References.in(classes.get());
    // a folder may hold the whole suite, as in a development environment
    found.keySet().removeIf(name -> !name.startsWith(PACKAGE));
    return found;
  }

  /** Computes once and ends; what it says goes to a file, so that nothing waits for a reader. */
  Ended once(String symbols) throws IOException, InterruptedException {
    Path said = Files.createTempFile("once-", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command(symbols))
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(said.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      return new Ended(
          ended ? process.exitValue() : -1, Files.readString(said, StandardCharsets.UTF_8));
    } finally {
      Files.delete(said);
    }
  }

  private List<String> command(String symbols) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java, "-XX:+UseSerialGC"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx64m", "-cp", classpath, MAIN));
    command.addAll(List.of("--once", "--symbols", symbols));
    return command;
  }
}

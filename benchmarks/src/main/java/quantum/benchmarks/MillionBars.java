package quantum.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A backtest of a million one-minute bars with a position nearly always open, each time in a JVM of
 * its own from its start to its end, as somebody at a shell waits for it; beside it ta4j, which
 * reads the same file and runs a stop and a target over it.
 *
 * <p>Arguments: {@code --smoke} fails where something takes many times as long as it did; {@code
 * --prices FILE} for other prices than the walk.
 */
public final class MillionBars {
  private static final int BARS = 1_000_000;

  /**
   * Ten times what was measured, in units of what ta4j (double) takes at the same time: a slow or
   * busy machine is as slow for both, and statistics that are worked out the long way, which once
   * took 80 s instead of 6, do not pass.
   */
  private static final double WITHOUT_AT_MOST = 12;

  private static final double FIRST_AT_MOST = 48;
  private static final double CACHED_AT_MOST = 22;

  private static final List<String> ENTRIES = List.of("--every", "6", "--stop-pct", "3", "--json");

  private final Path folder;
  private final Path prices;

  private MillionBars(Path folder, Path prices) {
    this.folder = folder;
    this.prices = prices;
  }

  /** Prints a table; exit code 1 if {@code --smoke} found one too slow. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> words = List.of(args);
    Path folder = Files.createTempDirectory("million-bars");
    int failed;
    try {
      int given = words.indexOf("--prices");
      Path prices =
          given >= 0
              ? Path.of(words.get(given + 1))
              : PriceWalk.write(folder.resolve("WALKUSDT-1m.csv"), BARS);
      failed = new MillionBars(folder, prices).run(words.contains("--smoke"));
    } finally {
      try (Stream<Path> tree = Files.walk(folder)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  private int run(boolean smoke) throws IOException, InterruptedException {
    double other = other("double");
    print("ta4j 0.21.0, double", other, other);
    if (!smoke) {
      print("ta4j 0.21.0, decimal", other("decimal"), other);
    }
    int slow = 0;
    slow += print("without statistics", replay("--kill", "off"), other) > WITHOUT_AT_MOST ? 1 : 0;
    slow += print("statistics, first", replay("--kill", "adaptive"), other) > FIRST_AT_MOST ? 1 : 0;
    slow +=
        print("statistics, cached", replay("--kill", "adaptive"), other) > CACHED_AT_MOST ? 1 : 0;
    if (smoke && slow > 0) {
      System.out.println("TOO SLOW: more than ten times what it was (MillionBars has the bounds)");
      return 1;
    }
    return 0;
  }

  private double replay(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("quantum.replay.Replay", "--prices"));
    command.add(prices.toString());
    command.addAll(ENTRIES);
    command.addAll(List.of(options));
    return seconds(command);
  }

  private double other(String numbers) throws IOException, InterruptedException {
    return seconds(List.of(OtherBacktest.class.getName(), prices.toString(), numbers));
  }

  private double seconds(List<String> program) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.addAll(program);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("output").toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("XDG_CACHE_HOME", folder.toString());
    long begun = System.nanoTime();
    int exit = builder.start().waitFor();
    double seconds = (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
    if (exit > 1) { // 1: entries were refused, because a position is open
      throw new IllegalStateException(program.getFirst() + " ended with " + exit);
    }
    return seconds;
  }

  /** Returns how many times as long as the other one it took. */
  private static double print(String what, double seconds, double other) {
    System.out.printf(
        Locale.ROOT, "%-22s %6.1f s  %5.1f times ta4j%n", what, seconds, seconds / other);
    return seconds / other;
  }
}

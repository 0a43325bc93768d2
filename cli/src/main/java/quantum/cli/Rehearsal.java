package quantum.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;

/**
 * Asks every verb that reads once, for a JVM that learns how the command starts
 * (-XX:AOTCacheOutput).
 */
public final class Rehearsal {
  private Rehearsal() {}

  /**
   * @param args where Redis is, and a symbol to inspect
   */
  public static void main(String[] args) {
    of(args[0], args[1]);
  }

  /** What the answers are does not matter, only that they were found and laid out. */
  public static void of(String redisUrl, String symbol) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    for (List<String> words :
        List.of(
            List.of("--help"),
            List.of("status"),
            List.of("status", "--json"),
            List.of("positions"),
            List.of("inspect", symbol),
            List.of("inspect", symbol, "--json"))) {
      Quantum.run(
          nowhere,
          nowhere,
          Stream.concat(words.stream(), Stream.of("--redis-url", redisUrl)).toArray(String[]::new));
    }
  }
}

package quantum.cli.practice;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.GZIPInputStream;

/** The shipped candles with their times moved, so that a recorded minute is the present one. */
public final class MovedPrices {
  /** Where the shipped entries begin: what lies before becomes the venue's history. */
  public static final Instant RECORDED_START = Instant.parse("2025-05-08T15:19:00Z");

  private static final long MINUTE_MILLIS = 60_000;

  private MovedPrices() {}

  /** The present minute. */
  public static long presentMinute(long nowMillis) {
    return nowMillis / MINUTE_MILLIS * MINUTE_MILLIS;
  }

  /**
   * Writes each file of {@code from} to {@code to}, every time later by the same.
   *
   * @param startMillis what the time of {@link #RECORDED_START} becomes
   */
  public static void write(Path from, Path to, long startMillis) throws IOException {
    long later = startMillis - RECORDED_START.toEpochMilli();
    Files.createDirectories(to);
    try (var files = Files.newDirectoryStream(from, "*.csv.gz")) {
      for (Path file : files) {
        String name = file.getFileName().toString().replaceFirst("\\.gz$", "");
        move(file, to.resolve(name), later);
      }
    }
  }

  private static void move(Path from, Path to, long laterMillis) throws IOException {
    try (var lines =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(from)), StandardCharsets.UTF_8));
        var out = new PrintWriter(Files.newBufferedWriter(to))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int comma = line.indexOf(',');
        String time = comma < 0 ? "" : line.substring(0, comma);
        out.print(
            time.matches("\\d{12,14}")
                ? Long.parseLong(time) + laterMillis + line.substring(comma)
                : line);
        out.print('\n');
      }
    }
  }
}

package quantum.benchmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** One-minute bars of a market that never was, the same every time. */
final class PriceWalk {
  private static final long START_MILLIS = 1_640_995_200_000L; // 2022-01-01
  private static final long MINUTE_MILLIS = 60_000;
  private static final double STEP_SIGMA = 0.0003;
  private static final int STEPS = 4;

  private PriceWalk() {}

  static Path write(Path file, int bars) throws IOException {
    Random random = new Random(14);
    double price = 50_000;
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("open_time,open,high,low,close,volume\n");
      for (int bar = 0; bar < bars; bar++) {
        double open = price;
        double high = price;
        double low = price;
        for (int step = 0; step < STEPS; step++) {
          price *= Math.exp(STEP_SIGMA * random.nextGaussian());
          high = Math.max(high, price);
          low = Math.min(low, price);
        }
        long time = START_MILLIS + bar * MINUTE_MILLIS;
        out.write(time + "," + text(open) + "," + text(high) + "," + text(low) + ",");
        out.write(text(price) + ",1\n");
      }
    }
    return file;
  }

  private static String text(double price) {
    long tenths = Math.round(price * 10);
    return String.format(Locale.ROOT, "%d.%d", tenths / 10, tenths % 10);
  }
}

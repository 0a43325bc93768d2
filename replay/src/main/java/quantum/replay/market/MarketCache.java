package quantum.replay.market;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.paper.prices.CandleSeries;
import quantum.runtime.Settings;

/**
 * Keeps what was computed of a market from one backtest to the next, under the digest of everything
 * that it was computed from: other prices or parameters have another name, and nothing is ever out
 * of date. It only saves time: what cannot be kept is computed again.
 *
 * @param folder for it alone
 */
public record MarketCache(Path folder) {
  private static final String SUFFIX = ".market";
  private static final int MOST_FILES = 64;
  private static final int BLOCK = 1 << 16;

  /** Where programs of this user keep what can be made again. */
  public static MarketCache ofUser() {
    Path base =
        Settings.ofProcess(Map.of(), Map.of())
            .surrounding("XDG_CACHE_HOME")
            .filter(text -> !text.isBlank())
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
    return new MarketCache(base.resolve("quantum").resolve("market"));
  }

  /**
   * The name of what is computed from these closes.
   *
   * @param parameters of the computation, and its version
   */
  static String name(CandleSeries series, String parameters) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(parameters.getBytes(StandardCharsets.UTF_8));
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      for (int bar = 0; bar < series.size(); bar++) {
        if (block.remaining() < 2 * Long.BYTES) {
          digest.update(block.flip());
          block.clear();
        }
        block.putLong(series.openMillis(bar)).putDouble(series.closeAsDouble(bar));
      }
      digest.update(block.flip());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is kept under a name, if it is as long as it ought to be. */
  Optional<double[]> get(String name, int size) {
    Path file = folder.resolve(name + SUFFIX);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != (long) size * Double.BYTES) {
        return Optional.empty();
      }
      double[] values = new double[size];
      channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()).asDoubleBuffer().get(values);
      return Optional.of(values);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void put(String name, double[] values) {
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, ".", ".part");
      try {
        try (FileChannel channel =
            FileChannel.open(part, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
          channel
              .map(FileChannel.MapMode.READ_WRITE, 0, (long) values.length * Double.BYTES)
              .asDoubleBuffer()
              .put(values);
        }
        Files.move(part, folder.resolve(name + SUFFIX), StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
      forgetOldest();
    } catch (IOException e) {
      // no place to keep it: the next run computes it again
    }
  }

  private void forgetOldest() throws IOException {
    List<Path> kept;
    try (var files = Files.walk(folder, 1, new FileVisitOption[0])) {
      kept =
          files
              .filter(file -> file.toString().endsWith(SUFFIX))
              .sorted(Comparator.comparingLong(file -> -file.toFile().lastModified()))
              .toList();
    }
    for (Path old : kept.subList(Math.min(MOST_FILES, kept.size()), kept.size())) {
      Files.deleteIfExists(old);
    }
  }
}

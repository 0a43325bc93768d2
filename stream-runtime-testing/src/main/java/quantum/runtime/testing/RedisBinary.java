package quantum.runtime.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds a redis-server to execute: REDIS_SERVER, else PATH, else the one that embedded-redis
 * carries.
 */
public final class RedisBinary {
  private static final String VERSION = "7.0.15";

  private RedisBinary() {}

  /**
   * @param env REDIS_SERVER and PATH of it are looked at
   * @param directory where a carried binary is unpacked to
   * @throws IllegalStateException if REDIS_SERVER names nothing executable, or nothing is found at
   *     all
   */
  public static Path find(Map<String, String> env, Path directory) {
    String named = env.getOrDefault("REDIS_SERVER", "");
    if (!named.isBlank()) {
      Path binary = Path.of(named);
      if (!Files.isExecutable(binary)) {
        throw new IllegalStateException("REDIS_SERVER is not executable: " + named);
      }
      return binary;
    }
    return onPath("redis-server", env.getOrDefault("PATH", ""))
        .orElseGet(() -> unpacked(directory));
  }

  static Optional<Path> onPath(String program, String path) {
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(entry -> !entry.isBlank())
        .map(entry -> Path.of(entry, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Path unpacked(Path directory) {
    String resource = "/redis-server-" + VERSION + "-" + platform();
    Path binary = directory.resolve("redis-server");
    try (InputStream in = redis.embedded.RedisServer.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "no redis-server for this platform ("
                + platform()
                + "): install one, or name one in REDIS_SERVER");
      }
      Files.copy(in, binary);
      Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwx------"));
      return binary;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String cpu =
        Stream.of("aarch64", "arm64").anyMatch(arch::equals)
            ? "arm64"
            : Stream.of("amd64", "x86_64").anyMatch(arch::equals) ? "amd64" : "386";
    return (os.startsWith("mac") ? "darwin-" : "linux-") + cpu;
  }
}

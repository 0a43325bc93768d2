package quantum.runtime.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * A redis-cli for the operators' scripts under test: the one that is installed, else a small one in
 * bash that knows what these scripts ask for.
 */
public final class RedisCli {
  private static final String NAME = "redis-cli";

  private static Path unpacked;

  private RedisCli() {}

  /** Puts one on the PATH of a script that is about to be started, if there is none. */
  public static void provide(Map<String, String> environment) {
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    if (RedisBinary.onPath(NAME, path).isEmpty()) {
      environment.put("PATH", own().getParent() + ":" + path);
    }
  }

  /** The one in bash, wherever it is needed for itself. */
  static synchronized Path own() {
    if (unpacked == null) {
      try (InputStream in = RedisCli.class.getResourceAsStream("/" + NAME)) {
        Path folder = Files.createTempDirectory("redis-cli-");
        folder.toFile().deleteOnExit();
        Path file = folder.resolve(NAME);
        Files.copy(in, file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        file.toFile().deleteOnExit();
        unpacked = file;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return unpacked;
  }
}

package quantum.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a service's JVM is started: as it is installed, by the argument files of deploy/jvm. */
final class JvmFlags {
  private JvmFlags() {}

  static List<String> of(String service) {
    List<String> flags = new ArrayList<>(read("service").orElseThrow());
    read(service).ifPresent(flags::addAll);
    return flags;
  }

  private static Optional<List<String>> read(String name) {
    try (InputStream file = JvmFlags.class.getResourceAsStream("jvm/" + name + ".args")) {
      if (file == null) {
        return Optional.empty();
      }
      return Optional.of(
          new String(file.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package quantum.apply.venue.binance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The folder {@code shared} beside the project, or the one that system property {@code shared.dir}
 * names.
 */
final class SharedFolder {
  private SharedFolder() {}

  static Path find() {
    String named = System.getProperty("shared.dir");
    if (named != null) {
      return Path.of(named);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared");
      if (Files.exists(candidate.resolve("SPEC.md"))) {
        return candidate;
      }
    }
    throw new AssertionError(
        "no folder 'shared' beside the project; name it with -Dshared.dir=FOLDER");
  }

  /** A recorded answer of the exchange as text; {@code .gz} is unpacked. */
  static String venueFixture(String name) {
    Path file = find().resolve("venue-fixtures").resolve(name);
    try (InputStream raw = Files.newInputStream(file);
        InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }
}

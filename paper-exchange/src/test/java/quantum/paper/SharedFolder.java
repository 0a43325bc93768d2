package quantum.paper;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the {@code shared} folder that lies beside the project: fixtures and price data. */
public final class SharedFolder {
  private SharedFolder() {}

  /** A file of the folder; fails if the folder is not there, so that no test passes unread. */
  public static Path file(String name) {
    Path file = root().resolve(name);
    if (!Files.exists(file)) {
      throw new IllegalStateException("not in the shared folder: " + name);
    }
    return file;
  }

  private static Path root() {
    String given = System.getProperty("shared.dir");
    if (given != null) {
      return Path.of(given);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared");
      if (Files.exists(candidate.resolve("SPEC.md"))) {
        return candidate;
      }
    }
    throw new IllegalStateException(
        "the folder 'shared' was not found beside the project; name it with -Dshared.dir=DIR");
  }
}

package quantum.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the catalog as {@code docs/streams.md}. */
final class StreamDocument {
  private static final String HEAD =
      """
      # Streams and keys

      Generated from `StreamCatalog` in stream-contracts; a test compares the two. To write it anew:
      `mvn -pl stream-contracts -am test -Dtest=StreamCatalogTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write=true`

      Names stand here with the default namespace `quantum` (`QUANTUM_NAMESPACE`). Fields are flat text. Readers of
      streams also take one field `payload` with the same fields as a JSON object (or one level down, in
      `payload.signal`); they ignore fields that they do not know, take a blank field for a missing one, and read
      `True`, `true` and `1` as true. A field that is absent says nothing; hashes keep no empty fields unless it is
      said below. An entry that cannot be read goes to the dead letters with the field, what was found and why.
      """;

  private StreamDocument() {}

  static String render() {
    StringBuilder text = new StringBuilder(HEAD);
    text.append("\n## Streams\n");
    StreamCatalog.streams().forEach(entry -> section(text, entry));
    text.append("\n## Keys\n");
    StreamCatalog.keys().forEach(entry -> section(text, entry));
    return text.toString();
  }

  private static void section(StringBuilder text, StreamCatalog.Entry entry) {
    text.append("\n### `").append(entry.name()).append("`\n\n");
    text.append(entry.meaning()).append(".\n\n");
    text.append("- type: ").append(entry.type().name().toLowerCase(java.util.Locale.ROOT));
    text.append("\n- written by: ").append(entry.writer());
    text.append("\n- read by: ").append(entry.readers());
    text.append("\n- kept: ").append(entry.kept()).append('\n');
    if (entry.fields().isEmpty()) {
      return;
    }
    text.append("\n| field | unit | meaning |\n|---|---|---|\n");
    for (StreamCatalog.Field field : entry.fields()) {
      text.append("| `").append(field.name()).append("` | ").append(field.unit());
      text.append(" | ").append(field.meaning()).append(" |\n");
    }
  }

  static String read() {
    try {
      return Files.exists(file()) ? Files.readString(file()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write() {
    try {
      Files.createDirectories(file().getParent());
      Files.writeString(file(), render());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file() {
    Path from = Path.of("").toAbsolutePath();
    for (Path dir = from; dir != null; dir = dir.getParent()) {
      if (Files.isDirectory(dir.resolve("stream-contracts"))) {
        return dir.resolve("docs").resolve("streams.md");
      }
    }
    throw new IllegalStateException("no project root above " + from);
  }
}

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
      `payload.signal`); they ignore fields that they do not know. Missing is what is absent, blank, `None`, `null` or
      `nan`, in any case (but `NONE`, an action). A flag is `true` or `1`, `false` or `0`, in any case; anything else is unclear. Times are
      epoch seconds, also read as milli-, micro- or nanoseconds (by size) and as ISO-8601 (UTC without a zone).

      The rank says how much depends on a field, and what happens if something stands there that cannot be read: the
      last column. What is then missing is named in the log once a minute for each field and writer, and counted in
      `quantum:health:*`. A dead-lettered message that may have been an exit is an `[ALARM]`.
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
    text.append("\n| field | rank | unit | meaning | if unreadable |\n|---|---|---|---|---|\n");
    for (Field<?> field : entry.fields()) {
      text.append("| `").append(field.name()).append("` | ").append(field.rank().text());
      text.append(" | ").append(field.unit()).append(" | ").append(field.meaning());
      text.append(field.ours() ? "" : " (of others)");
      text.append(" | ").append(field.otherwise()).append(" |\n");
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

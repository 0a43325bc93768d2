package quantum.replay;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command as it is typed, in this JVM.
 *
 * @param lines what it printed, one JSON object each
 */
record LabRun(int code, List<JsonNode> lines, String err) {

  /** A folder of the test resources. */
  static Path candles() {
    try {
      return Path.of(LabRun.class.getResource("/candles").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** With JSON output. */
  static LabRun of(String... options) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream told = new PrintStream(err, true, StandardCharsets.UTF_8);
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--json");
    int code =
        Replay.execute(
            new Replay(new PrintStream(out, false, StandardCharsets.UTF_8), told),
            all.toArray(String[]::new));
    return new LabRun(
        code,
        out.toString(StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank())
            .map(JsonMapper.shared()::readTree)
            .toList(),
        err.toString(StandardCharsets.UTF_8));
  }

  /** On a file or folder of the cases, with no kill. */
  static LabRun onCase(String prices, String entries, String... more) {
    List<String> options =
        new ArrayList<>(List.of("--kill", "off", "--prices", candles().resolve(prices).toString()));
    if (!entries.isEmpty()) {
      options.addAll(List.of("--entries", candles().resolve(entries).toString()));
    }
    options.addAll(List.of(more));
    return of(options.toArray(String[]::new));
  }

  List<JsonNode> all(String name) {
    return lines.stream().filter(line -> line.has(name)).map(line -> line.get(name)).toList();
  }

  List<JsonNode> decisions() {
    return lines.stream().filter(line -> line.has("action")).toList();
  }

  List<String> actions() {
    return decisions().stream().map(line -> line.get("action").asString()).toList();
  }

  /** action@price of each decision that has a price. */
  List<String> story() {
    return decisions().stream()
        .map(
            line ->
                line.get("action").asString()
                    + (line.has("price")
                        ? "@" + line.get("price").decimalValue().toPlainString()
                        : "")
                    + (line.has("qty") ? "*" + line.get("qty").decimalValue().toPlainString() : ""))
        .toList();
  }

  JsonNode summary() {
    return all("summary").getFirst();
  }

  JsonNode totals() {
    return all("totals").getFirst();
  }
}

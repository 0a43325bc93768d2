package quantum.cli.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import quantum.account.json.Json;
import quantum.account.snapshot.SuiteService;
import tools.jackson.databind.node.ObjectNode;

/** Settings of services, one block each. */
public final class SettingsScreen {
  private record Block(
      SuiteService service,
      String origin,
      Map<String, String> values,
      Map<String, String> defaults) {
    boolean differs(String name) {
      return !values.get(name).equals(defaults.getOrDefault(name, ""));
    }
  }

  private final Paint paint;
  private final List<Block> blocks = new ArrayList<>();

  public SettingsScreen(Paint paint) {
    this.paint = paint;
  }

  /**
   * @param origin where its settings were seen, in words
   */
  public void of(
      SuiteService service,
      String origin,
      Map<String, String> values,
      Map<String, String> defaults) {
    blocks.add(new Block(service, origin, values, defaults));
  }

  public void unknown(SuiteService service, String why) {
    blocks.add(new Block(service, "cannot tell: " + why, Map.of(), Map.of()));
  }

  /**
   * @param all also those that are as by default
   */
  public List<String> lines(boolean all) {
    List<String> lines = new ArrayList<>();
    for (Block block : blocks) {
      lines.addAll(
          Lines.pieces(paint.head(block.service().id()) + "  " + block.origin(), Table.WIDTH));
      Table table = new Table().column("  SETTING").column("").column("VALUE");
      block.values().keySet().stream()
          .filter(name -> all || block.differs(name))
          .forEach(
              name ->
                  table.row(
                      "  " + name,
                      block.differs(name) ? "set" : "default",
                      block.values().get(name)));
      List<String> rows = table.lines(paint);
      if (rows.isEmpty() && !block.values().isEmpty()) {
        lines.add("  every setting is as by default");
      }
      lines.addAll(rows.isEmpty() ? rows : rows.subList(1, rows.size()));
    }
    return lines;
  }

  public String json() {
    ObjectNode root = Json.object();
    for (Block block : blocks) {
      ObjectNode node = root.putObject(block.service().id()).put("origin", block.origin());
      ObjectNode values = node.putObject("settings");
      block.values().forEach(values::put);
    }
    return Json.text(root);
  }
}

package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import quantum.cli.Quantum;
import quantum.demo.Suite;
import tools.jackson.databind.json.JsonMapper;

/**
 * The verbs that act, as they are typed, beside the real services: from the command to the
 * exchange.
 */
class TradersHandIT {
  private static final String HAND = "HANDUSDT";
  private static final String OTHER = "OTHERUSDT";
  private static Chain chain;

  private record Shown(int code, String out, String err) {}

  @BeforeAll
  static void start() {
    chain =
        Chain.start(
            "hand",
            Set.of(HAND, OTHER),
            Map.of(
                Suite.HARVEST_BRAIN, Map.of("MARKETSTATE_REFRESH_MS", "0", "KILL_REFERENCE", "off"),
                Suite.EXITBRAIN, Map.of("MARKETSTATE_REFRESH_MS", "0", "KILL_REFERENCE", "off")));
  }

  @AfterAll
  static void stop() {
    chain.close();
  }

  private static Shown quantum(String line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> all = new ArrayList<>(Arrays.asList(line.split(" ")));
    all.addAll(List.of("--yes", "--redis-url", chain.suite().redisUri()));
    int code =
        Quantum.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            all.toArray(String[]::new));
    return new Shown(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static Shown fine(String line) {
    Shown shown = quantum(line);
    assertThat(shown.code()).as(line + ": " + shown.out() + shown.err()).isZero();
    return shown;
  }

  private static String[] entry(String symbol) {
    return new String[] {
      "symbol",
      symbol,
      "side",
      "BUY",
      "qty",
      "4",
      "entry_price",
      "100",
      "stop_loss",
      "98",
      "leverage",
      "5"
    };
  }

  @Test
  void pause_close_halt_kill_flatten_resume_asTheyAreTyped() {
    chain.open(HAND, "4", "100", "98");
    fine("pause " + HAND + " I watch it");
    chain.price(HAND, "105");
    chain.settle();
    assertThat(chain.position(HAND))
        .as("followed and not harvested")
        .containsEntry("current_price", "105")
        .containsEntry("qty", "4")
        .containsEntry("stop_loss", "98");
    chain.awaitLog(Suite.HARVEST_BRAIN, "[HARVEST] " + HAND + " held back: the symbol is paused");

    fine("unpause " + HAND);
    chain.price(HAND, "105");
    chain.awaitResult(HAND, fields -> "PARTIAL_25".equals(fields.get("action")));
    chain.settle();
    assertThat(chain.position(HAND)).containsEntry("qty", "3").containsEntry("stop_loss", "100.2");

    String closed = fine("close " + HAND + " 50 --json").out();
    var result = JsonMapper.shared().readTree(closed).get("result");
    assertThat(result.get("status").asString()).isEqualTo("FILLED");
    assertThat(result.get("filled_qty").asString()).isEqualTo("1.5");
    assertThat(result.get("price").asString()).isEqualTo("105");
    assertThat(chain.position(HAND)).containsEntry("qty", "1.5");

    fine("halt news");
    chain.price(OTHER, "100");
    chain.intent(entry(OTHER));
    chain.settle();
    assertThat(chain.orders(OTHER)).isEmpty();
    fine("resume");
    fine("kill on");
    chain.intent(entry(OTHER));
    chain.settle();
    assertThat(chain.orders(OTHER)).isEmpty();
    fine("kill off");
    chain.open(OTHER, "4", "100", "98");

    Shown flat = fine("flatten --reason done");
    assertThat(flat.out()).contains(HAND + " is flat (closed").contains(OTHER + " is flat");
    chain.settle();
    for (String symbol : List.of(HAND, OTHER)) {
      assertThat(chain.position(symbol)).isEmpty();
    }
    chain.awaitLog(Suite.APPLY_LAYER, "[FLATTEN] done");
    assertThat(chain.probe().hash("quantum:halt")).containsEntry("reason", "flatten: done");
    assertThat(quantum("close " + HAND).code()).as("nothing is open any more").isEqualTo(1);
    fine("resume");
    assertThat(chain.probe().commands().exists("quantum:halt", "quantum:flatten")).isZero();
  }
}

package quantum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quantum.cli.Stage.Shown;
import quantum.contracts.EventTime;

/** What is shown is what runs. */
class RunningSettingsIT {
  private Stage stage;

  @BeforeEach
  void open() {
    stage = new Stage();
    stage.allRunning();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private static List<String> reasons(Shown shown) {
    List<String> codes = new ArrayList<>();
    shown.json().get("reasons").forEach(reason -> codes.add(reason.get("code").asString()));
    return codes;
  }

  @Test
  void inspect_ofALiveSuite_explainsByWhatItRunsWith_notByAFileOrADefault() {
    stage.position("ETHUSDT", "2000", "2040", Map.of());
    stage.settings(
        "harvest-brain",
        Map.of(
            "HARVEST_MODE", "live",
            "HARVEST_MIN_R", "0.75",
            "HARVEST_THETA", "T1_R=1.5",
            "REDIS_URL", "redis://****@elsewhere:6379/0"));

    Shown shown = stage.run("inspect", "ETHUSDT", "--json");
    assertThat(reasons(shown)).doesNotContain("MODE_SHADOW");
    assertThat(shown.json().get("settings").get("live").asBoolean()).isTrue();
    assertThat(shown.json().get("settings").get("min_r").asDouble()).isEqualTo(0.75);
    assertThat(shown.json().get("settings").get("T1_R").asDouble()).isEqualTo(1.5);
    assertThat(stage.run("inspect", "ETHUSDT").out())
        .contains("settings that harvest-brain runs with");
  }

  @Test
  void inspect_whereTheServiceSaysItsModeAlone_believesIt() {
    stage.position("ETHUSDT", "2000", "2040", Map.of());
    stage.health("harvest-brain", "running", Map.of("mode", "shadow"));
    assertThat(reasons(stage.run("inspect", "ETHUSDT", "--json"))).contains("MODE_SHADOW");

    stage.redis.commands().del(Stage.NAMES.health("harvest-brain"));

    assertThat(reasons(stage.run("inspect", "ETHUSDT", "--json")))
        .contains("SERVICE_DOWN")
        .doesNotContain("MODE_SHADOW");
  }

  /** A newer version's, or somebody's own: what is shown is by the defaults, and says so. */
  @Test
  void settingsThatCannotBeUnderstood_keepNobodyFromLooking() {
    stage.position("ETHUSDT", "2000", "2040", Map.of());
    stage.settings(
        "harvest-brain",
        Map.of(
            "HARVEST_MODE", "sideways",
            "HARVEST_MIN_R", "much",
            "HARVEST_KILL_SWITCH_KEY", "quantum:stop:all"));
    stage.redis.commands().set("quantum:stop:all", "yes");

    for (String verb : List.of("status", "positions", "verify")) {
      Shown shown = stage.run(verb);
      assertThat(shown.err()).as(verb).contains("HARVEST_MODE", "by the defaults");
      assertThat(shown.out()).as(verb).isNotBlank();
    }
    assertThat(stage.run("positions").out()).contains("ETHUSDT");
    assertThat(stage.run("status").out()).contains("kill switch  ON");
    assertThat(stage.run("inspect", "ETHUSDT").out())
        .contains("default settings: what harvest-brain shows cannot be understood", "LONG");
  }

  @Test
  void killSwitch_isLookedForWhereHarvestBrainLooks() {
    stage.settings("harvest-brain", Map.of("HARVEST_KILL_SWITCH_KEY", "quantum:stop:all"));
    stage.redis.commands().set("quantum:stop:all", "yes");

    assertThat(stage.run("status").out()).contains("kill switch  ON");
  }

  @Test
  void symbolThatIsNotOpen_isToldWhyNoEntryHappens() {
    stage.settings("market-state", Map.of("SYMBOLS", "BTCUSDT,ETHUSDT"));
    stage.settings("intent-bridge", Map.of("INTENT_BRIDGE_ALLOWLIST", "ethusdt"));
    stage.settings("apply-layer", Map.of("APPLY_ALLOWLIST", "", "APPLY_HALT", "true"));

    Shown shown = stage.run("inspect", "BTCUSDT");

    assertThat(shown.code()).isZero();
    assertThat(shown.out())
        .contains("no position is open")
        .contains("INTENT_BRIDGE_ALLOWLIST of intent-bridge does not name BTCUSDT")
        .contains("APPLY_ALLOWLIST of apply-layer is empty: no plan of an entry is executed")
        .contains("APPLY_HALT of apply-layer is set")
        .contains("nobody has asked to enter it lately")
        .doesNotContain("SYMBOLS of market-state");
    assertThat(stage.run("inspect", "ETHUSDT").out()).doesNotContain("INTENT_BRIDGE_ALLOWLIST");
  }

  @Test
  void symbolThatIsNotOpen_showsItsNewestRefusals() {
    stage.settings("apply-layer", Map.of("APPLY_ALLOWLIST", "*"));
    stage.redis.xadd(
        "quantum:stream:apply.result",
        "symbol",
        "BTCUSDT",
        "plan_id",
        "aaaa",
        "action",
        "ENTRY_PROPOSED",
        "status",
        "SKIPPED",
        "executed",
        "False",
        "error",
        "SKIP_OPEN_COOLDOWN (42 s left)",
        "source",
        "apply_layer",
        "timestamp",
        EventTime.format(stage.now - 120_000));
    stage.redis.xadd(
        "quantum:stream:trade.intent",
        "symbol",
        "BTCUSDT",
        "action",
        "BUY",
        "qty",
        "1",
        "leverage",
        "5",
        "source",
        "my-bot",
        "timestamp",
        EventTime.format(stage.now - 30_000));

    Shown shown = stage.run("inspect", "BTCUSDT");

    assertThat(shown.out())
        .containsPattern("an entry was refused 2 min.* ago: SKIP_OPEN_COOLDOWN \\(42 s left\\)")
        .containsPattern("the newest intent to enter it, of my-bot 3\\d s ago, became no plan");
    assertThat(reasons(stage.run("inspect", "BTCUSDT", "--json"))).doesNotContain("NOT_LISTED");
  }

  @Test
  void mistypedSymbol_isAnsweredWithTheNearest() {
    stage.settings("market-state", Map.of("SYMBOLS", "BTCUSDT,SOLUSDT"));
    stage.position("ETHUSDT", "2000", "2040", Map.of());

    assertThat(stage.run("inspect", "ETHUSD").err()).contains("did you mean ETHUSDT?");
    assertThat(stage.run("inspect", "BTCUSTD").err()).contains("did you mean BTCUSDT?");
    Shown nothing = stage.run("inspect", "DOGEUSDT");
    assertThat(nothing.code()).isEqualTo(1);
    assertThat(nothing.err()).contains("nothing is known about DOGEUSDT").doesNotContain("did you");
  }
}

package quantum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.cli.Stage.Shown;
import quantum.contracts.EventTime;
import quantum.runtime.testing.RedisServer;
import tools.jackson.databind.JsonNode;

/** verify, proof and doctor of accounts that are in order, and of such that are not. */
class JudgingIT {
  private Stage stage;

  @BeforeEach
  void open() {
    stage = new Stage();
    stage.allRunning();
    groups();
    stage.settings("market-state", Map.of("SYMBOLS", "ETHUSDT", "MARKET_REST_URL", "http://a:1"));
    stage.settings("intent-bridge", Map.of("INTENT_BRIDGE_ALLOWLIST", "ETHUSDT"));
    stage.settings(
        "apply-layer",
        Map.of("APPLY_ALLOWLIST", "ETHUSDT", "VENUE", "paper", "VENUE_REST_URL", "http://a:1"));
    stage.settings("harvest-brain", Map.of("HARVEST_MODE", "live", "KILL_REFERENCE", "adaptive"));
    stage.settings("exitbrain", Map.of("EXITBRAIN_MODE", "live", "KILL_REFERENCE", "adaptive"));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  /** As services make them: nothing was there before. */
  private void groups() {
    for (String[] it :
        new String[][] {
          {"trade.intent", "quantum:group:intent_bridge"},
          {"apply.plan", "apply_layer"},
          {"apply.result", "harvest_brain"},
          {"price.update", "harvest_brain"},
          {"price.update", "exitbrain"}
        }) {
      stage
          .redis
          .commands()
          .xgroupCreate(
              io.lettuce.core.XReadArgs.StreamOffset.from("quantum:stream:" + it[0], "0"),
              it[1],
              io.lettuce.core.XGroupCreateArgs.Builder.mkstream());
    }
  }

  private void plan(String id, String action, long agoMillis) {
    stage
        .redis
        .commands()
        .xadd(
            "quantum:stream:apply.plan",
            io.lettuce.core.XAddArgs.Builder.maxlen(1000).id((stage.now - agoMillis) + "-0"),
            Map.of(
                "plan_id",
                id,
                "symbol",
                "ETHUSDT",
                "action",
                action,
                "decision",
                "EXECUTE",
                "source",
                "harvest_brain",
                "timestamp",
                EventTime.format(stage.now - agoMillis)));
  }

  private void result(String id, String action, Map<String, String> more) {
    Map<String, String> fields = new java.util.TreeMap<>();
    fields.put("plan_id", id);
    fields.put("symbol", "ETHUSDT");
    fields.put("action", action);
    fields.put("status", "FILLED");
    fields.put("executed", "True");
    fields.put("reduceOnly", "True");
    fields.put("position_id", "idethusdt");
    fields.put("source", "apply_layer");
    fields.put("filled_qty", "0.5");
    fields.put("timestamp", EventTime.format(stage.now));
    fields.putAll(more);
    stage.redis.xadd("quantum:stream:apply.result", fields);
  }

  private static String verdict(Shown shown, String check) {
    for (JsonNode node : shown.json().get("checks")) {
      if (node.get("name").asString().equals(check)) {
        return node.get("verdict").asString() + " " + node.get("evidence").asString();
      }
    }
    throw new AssertionError("no check " + check + " in " + shown.out());
  }

  private static List<String> failed(Shown shown) {
    List<String> names = new ArrayList<>();
    shown
        .json()
        .get("checks")
        .forEach(
            node -> {
              if (node.get("verdict").asString().equals("FAIL")) {
                names.add(node.get("name").asString());
              }
            });
    return names;
  }

  @Test
  void verify_ofAnAccountInOrder_passes_andShowsWhatWasDone() {
    stage.position("ETHUSDT", "2000", "2040", Map.of());
    plan("aaaa", "PARTIAL_25", 90_000);
    result("aaaa", "PARTIAL_25", Map.of());

    Shown json = stage.run("verify", "--json");
    Shown text = stage.run("verify");

    assertThat(failed(json)).isEmpty();
    assertThat(json.code()).as(json.out()).isZero();
    assertThat(json.json().get("results").get(0).get("count").asInt()).isEqualTo(1);
    assertThat(json.json().get("positions").get(0).get("qty").decimalValue()).isEqualTo("1.5");
    assertThat(text.out())
        .containsPattern("plans answered +\\| PASS \\| 0 plans older than 60 s")
        .containsPattern("exchange +\\| PASS \\| heard 1 s ago")
        .contains("Plans by action and source", "Results by action, status and reason")
        .containsPattern("ETHUSDT +LONG");
    assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(110));
  }

  @Test
  void verify_findsWhatIsUnanswered_doubled_andNotReduceOnly() {
    plan("aaaa", "PARTIAL_25", 90_000);
    plan("bbbb", "PARTIAL_25", 80_000);
    plan("cccc", "PARTIAL_25", 10_000);
    result("aaaa", "PARTIAL_25", Map.of());
    result("aaaa", "PARTIAL_25", Map.of());
    result("dddd", "FULL_CLOSE_PROPOSED", Map.of("reduceOnly", "False"));

    Shown shown = stage.run("verify", "--json");

    assertThat(shown.code()).isEqualTo(1);
    assertThat(verdict(shown, "plans answered"))
        .isEqualTo("FAIL 1 plans older than 60 s without a result, e.g. bbbb");
    assertThat(verdict(shown, "executed once"))
        .isEqualTo("FAIL 1 plans executed more than once, e.g. aaaa");
    assertThat(verdict(shown, "exits reduceOnly"))
        .isEqualTo("FAIL 1 exits that were not, e.g. dddd");
  }

  @Test
  void verify_countsAStopOfTheExchange_andAFillThatIsBookedLaterOnce() {
    plan("aaaa", "PARTIAL_25", 90_000);
    result("aaaa", "PARTIAL_25", Map.of());
    result("aaaa", "PARTIAL_25", Map.of("source", "booking"));
    result("", "CLOSE", Map.of("source", "exchange_stop"));

    Shown shown = stage.run("verify", "--json");

    assertThat(verdict(shown, "executions"))
        .startsWith("PASS 2 FILLED (1 by a stop at the exchange), 0 PARTIAL_FILL");
    assertThat(verdict(shown, "CLOSE activity")).isEqualTo("PASS 2 closed, 0 skipped, 0 failed");
  }

  @Test
  void verify_fails_whenNothingCanWork_andWhenTheExchangeIsSilentWithAPosition() {
    stage.settings("intent-bridge", Map.of("INTENT_BRIDGE_ALLOWLIST", ""));
    assertThat(failed(stage.run("verify", "--json"))).containsExactly("allowlists");

    stage.position("ETHUSDT", "2000", "2040", Map.of());
    stage.health("apply-layer", "running", Map.of("stream_age_ms", "61000"));

    Shown shown = stage.run("verify", "--json");
    assertThat(shown.code()).isEqualTo(1);
    assertThat(failed(shown)).containsExactly("exchange");
  }

  @Test
  void verify_ofAPositionThatIsListedAndIsNone_fails() {
    stage.redis.commands().sadd("quantum:positions:open", "GHOSTUSDT");

    assertThat(stage.run("verify").out()).containsPattern("positions +\\| FAIL .*GHOSTUSDT");
  }

  @Test
  void verify_strict_takesAWarningForAFailure() {
    stage.redis.commands().set("quantum:kill", "1");

    assertThat(stage.run("verify").code()).isZero();
    assertThat(stage.run("verify", "--strict").code()).isEqualTo(1);
    assertThat(stage.run("verify", "--minutes", "0").code()).isEqualTo(64);
  }

  @Test
  void proof_goesByTheModeThatRuns_notByAFile() {
    stage.position("ETHUSDT", "2000", "2040", Map.of());
    result("aaaa", "PARTIAL_25", Map.of());
    intent("quantum:stream:trade.intent");

    Shown live = stage.run("proof", "--no-systemd", "--json");
    assertThat(failed(live)).isEmpty();
    assertThat(verdict(live, "mode respected")).startsWith("PASS mode live; since its start 1");
    assertThat(live.json().get("checks")).hasSize(7);

    assertThat(failed(stage.run("proof", "--no-systemd", "--mode", "shadow", "--json")))
        .containsExactly("mode respected");
    stage.health("harvest-brain", "running", Map.of("mode", "shadow"));
    assertThat(failed(stage.run("proof", "--no-systemd", "--json")))
        .containsExactly("mode respected");
  }

  private void intent(String stream) {
    stage.redis.xadd(
        stream,
        "intent_type",
        "HARVEST_PARTIAL_25",
        "symbol",
        "ETHUSDT",
        "side",
        "SELL",
        "close_pct",
        "25",
        "reduce_only",
        "true",
        "source",
        "harvest_brain",
        "timestamp",
        EventTime.format(stage.now));
  }

  @Test
  void proof_findsALevelTakenTwice_aLedgerThatDoesNotAddUp_aPositionNotJudged() {
    stage.position("ETHUSDT", "2000", "2040", Map.of());
    stage
        .redis
        .commands()
        .hset("quantum:position:ETHUSDT", "last_update_ts", EventTime.format(stage.now - 60_000));
    result("aaaa", "PARTIAL_25", Map.of());
    result("bbbb", "PARTIAL_25", Map.of());
    stage
        .redis
        .commands()
        .hset(
            "quantum:position:ledger:ETHUSDT",
            Map.of("gross_pnl", "10", "commission", "1", "funding", "0", "realized_pnl", "10"));

    Shown shown = stage.run("proof", "--no-systemd", "--json");

    assertThat(shown.code()).isEqualTo(1);
    assertThat(failed(shown))
        .containsExactly("positions judged", "once per level", "ledger adds up");
  }

  @Test
  void doctor_ofAnAccountInOrder_endsFine() {
    Shown shown = stage.run("doctor", "--json");

    assertThat(failed(shown)).as(shown.out()).isEmpty();
    assertThat(shown.code()).isZero();
    assertThat(verdict(shown, "venue")).startsWith("PASS paper");
    assertThat(verdict(shown, "modes")).isEqualTo("PASS harvest-brain live, exitbrain live");
  }

  @Test
  void doctor_namesWhatIsWrong_eachWithTheCommandThatMendsIt() {
    stage.settings("market-state", Map.of("SYMBOLS", "", "MARKET_REST_URL", "https://other:2"));
    stage.settings("exitbrain", Map.of("KILL_REFERENCE", "off"));
    stage.health("exitbrain", "running", Map.of("mode", "shadow", "version", "0.9"));

    Shown shown = stage.run("doctor");

    assertThat(shown.code()).isEqualTo(1);
    assertThat(shown.out())
        .containsPattern("allowlists +\\| FAIL \\| SYMBOLS of market-state is empty")
        .containsPattern("allowlists +\\| FAIL \\| INTENT_BRIDGE_ALLOWLIST names ETHUSDT")
        .contains("mend: write SYMBOLS=ETHUSDT into /etc/quantum/marketstate.env")
        .containsPattern("venue +\\| FAIL \\| prices come from other:2, orders go to a:1")
        .containsPattern(
            "kill score +\\| WARN \\| KILL_REFERENCE is adaptive in harvest-brain and off")
        .containsPattern("modes +\\| WARN \\| harvest-brain is live and exitbrain in shadow")
        .containsPattern("versions +\\| WARN \\| services of different releases run: 0.9, 1.2.3")
        .containsPattern("who may write +\\| WARN \\| everybody who reaches the port");
    assertThat(shown.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(110));
  }

  @Test
  void doctor_saysWhatRoomIsLeft_whereARedisOfThisMachineWrites() {
    try (RedisServer here = RedisServer.processOnly()) {
      assertThat(verdict(Stage.runAt(here.uri(), "doctor", "--json"), "disk"))
          .matches("(PASS|WARN|FAIL) [0-9]+(\\.[0-9])? GB free at /.*");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "one-way|PASS one-way mode",
        "hedge|PASS hedge mode: a LONG and a SHORT of a symbol stand side by side",
        "one-way multi-assets|PASS one-way mode, multi-assets margin",
        "one-way no-trading|FAIL it takes no orders from this account (canTrade)",
      })
  void doctor_saysHowTheAccountIsSet(String told, String verdict) {
    stage.health("apply-layer", "running", Map.of("account", told));

    assertThat(verdict(stage.run("doctor", "--json"), "account at the venue")).startsWith(verdict);
  }

  @Test
  void doctor_withoutRedis_says_thatNothingWorks() {
    Shown shown = Stage.runAt("redis://127.0.0.1:1", "doctor");

    assertThat(shown.code()).isEqualTo(1);
    assertThat(shown.out())
        .containsPattern("Redis +\\| FAIL \\| does not answer, so nothing works");
  }

  @Test
  void judgements_ofAUserWhoMayNotReadStreams_areUnknown() {
    String uri =
        quantum.runtime.testing.AclFile.create(
            stage.server,
            stage.redis,
            "limited",
            "%R~quantum:health:* %R~quantum:settings:* %R~quantum:position* %R~quantum:ticker:*"
                + " %R~quantum:lease:* %R~quantum:standby:* %R~quantum:limits %R~quantum:halt"
                + " %R~quantum:flatten %R~quantum:kill +@read -@dangerous +ping +info +select +client|setname");

    for (String verb : List.of("verify", "proof --no-systemd")) {
      Shown shown = Stage.runAt(uri, verb.split(" "));
      assertThat(shown.err()).as(verb).contains("may not read").contains("quantum:stream");
      assertThat(shown.code()).as(verb).isEqualTo(2);
    }
  }
}

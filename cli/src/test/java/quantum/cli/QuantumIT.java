package quantum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.cli.Stage.Shown;
import quantum.contracts.LimitsRecord;
import quantum.kernel.value.Symbol;
import quantum.runtime.testing.AclFile;
import tools.jackson.databind.JsonNode;

class QuantumIT {
  private static final int WIDEST = 110;

  private Stage stage;

  @BeforeEach
  void open() {
    stage = new Stage();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void status_ofAHealthyAccount_saysInOrder_andEnds0() {
    stage.allRunning();
    stage.position("ETHUSDT", "2000", "2040", Map.of());

    Shown shown = stage.run("status");

    assertThat(shown.code()).as(shown.out() + shown.err()).isZero();
    assertThat(shown.out())
        .containsPattern("apply-layer +running +- +2 h 1 min +1 s ago +0 +1.2.3")
        .containsPattern("harvest-brain +running +live")
        .contains("1 open: 1 with a stop resting at the exchange, the exchange was heard 1 s ago")
        .contains("kill switch  off")
        .endsWith("In order.\n")
        .doesNotContain("\u001B");
  }

  @Test
  void status_ofAnEmptyRedis_saysThatNothingRuns_andHowToStart() {
    Shown shown = stage.run("status");

    assertThat(shown.code()).isEqualTo(1);
    assertThat(shown.out())
        .contains("no service gives a sign of life")
        .contains("systemctl start quantum-harvest.target");
  }

  @Test
  void status_ofAPositionWithoutAStop_ofAMissingStop_ofASilentService_isWrong() {
    stage.allRunning();
    stage.redis.commands().del(Stage.NAMES.health("intent-bridge"));
    stage.position("ETHUSDT", "2000", "2040", Map.of("stop_state", "missing"));
    stage.position("BTCUSDT", "90000", "91000", Map.of("stop_loss", ""));
    stage.price("ETHUSDT", "2040", 120_000);

    Shown shown = stage.run("status", "--json");

    assertThat(shown.code()).isEqualTo(1);
    assertThat(says(shown, "FAIL"))
        .containsExactlyInAnyOrder(
            "intent-bridge gives no sign of life",
            "the stop of ETHUSDT is MISSING at the exchange",
            "BTCUSDT has no stop",
            "the last price of ETHUSDT came 2 min ago");
  }

  @Test
  void status_whileTheExchangeIsSilentWithAPositionOpen_isWrong_withoutOneItIsNot() {
    stage.allRunning();
    stage.health("apply-layer", "running", Map.of("stream_age_ms", "75000"));
    assertThat(stage.run("status").code()).isZero();

    stage.position("ETHUSDT", "2000", "2040", Map.of());

    Shown shown = stage.run("status");
    assertThat(shown.code()).isEqualTo(1);
    assertThat(shown.out()).contains("the exchange's private stream is silent for 1 min 15 s");
  }

  @Test
  void status_withExitbrainInShadow_isWrongOnlyWithAPositionOpen() {
    stage.allRunning();
    stage.health("exitbrain", "running", Map.of("mode", "shadow"));
    assertThat(stage.run("status").code()).isZero();

    stage.position("ETHUSDT", "2000", "2040", Map.of());

    assertThat(stage.run("status").code()).isEqualTo(1);
  }

  @Test
  void status_ofADegradedService_saysWhy() {
    stage.allRunning();
    stage.health(
        "apply-layer", "degraded", Map.of("reason", "the exchange does not answer: in time"));

    assertThat(stage.run("status").out())
        .contains("apply-layer is degraded: the exchange does not answer: in time");
  }

  @Test
  void standbyBesideTheOneThatActs_isShown_andNoFault() {
    stage.position("ETHUSDT", "2000", "2040", Map.of());
    stage.standby("harvest-brain");
    stage.allRunning();
    stage.lease("harvest-brain", stage.now + 5_000);

    for (String verb : List.of("status", "doctor")) {
      Shown shown = stage.run(verb);
      assertThat(shown.out())
          .contains("a second harvest-brain stands by: one, pid 4711 acts since 2026-11-28")
          .doesNotContain("nobody acts");
    }
    Shown status = stage.run("status");
    assertThat(status.code()).as(status.out()).isZero();
    assertThat(status.out())
        .containsPattern("harvest-brain +running +live")
        .containsPattern("harvest-brain \\(2nd\\) +standby");
    assertThat(stage.run("status", "--json").out())
        .containsPattern("\"lease\"\\s*:\\s*\\{\\s*\"token\"\\s*:\\s*\"7\"")
        .containsPattern("\"standby\"\\s*:\\s*\\{");
  }

  @Test
  void status_saysWhatIsLeftOfTheDay_andHowItIsReckoned() {
    stage.allRunning();
    stage
        .redis
        .commands()
        .hset(
            "quantum:limits",
            new LimitsRecord(
                    0,
                    new BigDecimal("10000"),
                    new BigDecimal("-500"),
                    new BigDecimal("9380"),
                    BigDecimal.ZERO,
                    new BigDecimal("10300"),
                    1,
                    0,
                    "",
                    new BigDecimal("400"),
                    new BigDecimal("10"),
                    3,
                    stage.now)
                .encode());

    Shown status = stage.run("status");
    assertThat(status.out())
        .contains("280.00 USDT left of 400.00: equity 9380.00 - 10000.00 at 00:00 UTC")
        .contains("transfers -500.00 = -120.00")
        .contains("drawdown     4.29 % of 10.00: equity 9380.00, highest 9800.00")
        .contains("losses       1 in a row of 3");
    assertThat(stage.run("status", "--json").out()).contains("\"day_equity\"");
  }

  /** Booked for a symbol, all its positions together. */
  private void ledger(String symbol, String gross, String fees, String funding) {
    BigDecimal net =
        new BigDecimal(gross).subtract(new BigDecimal(fees)).add(new BigDecimal(funding));
    stage
        .redis
        .commands()
        .hset(
            Stage.NAMES.ledger(Symbol.of(symbol)),
            Map.of(
                "gross_pnl",
                gross,
                "commission",
                fees,
                "funding",
                funding,
                "realized_pnl",
                net.toPlainString()));
  }

  @Test
  void status_tellsFeesAndFunding_ofWhatEndedToday_andOfAllLedgers() {
    stage.allRunning();
    assertThat(stage.run("status").out())
        .contains("ended today  none since 00:00 UTC\n")
        .contains("ledgers      nothing booked\n");

    int today = -5; // by a clock that is ahead: of today, also where midnight comes in between
    stage.ended("p1", "BTCUSDT", "LONG", today, "21", "exchange_stop", Map.of());
    stage.ended("p2", "ETHUSDT", "LONG", today, "-9", "by_hand", Map.of("fees_pending", "77"));
    stage.ended("p3", "ETHUSDT", "LONG", 3_000, "500", "by_hand", Map.of());
    ledger("BTCUSDT", "1500.5", "200.125", "-55.375");
    ledger("ETHUSDT", "-100", "10", "0.5");

    Shown status = stage.run("status");
    assertThat(status.code()).as(status.out()).isZero();
    assertThat(status.lines())
        .contains(
            "ended today  2 since 00:00 UTC: net 10.00 USD = profit 12.00 - fees 1.20"
                + " + funding -0.80, 1 not complete",
            "ledgers      2 symbols: net 1135.50 USD = profit 1400.50 - fees 210.12"
                + " + funding -54.88");

    JsonNode json = stage.run("status", "--json").json();
    assertThat(json.path("ended_today").path("since").asLong() % 86_400_000).isZero();
    assertThat(json.path("ended_today").path("count").asInt()).isEqualTo(2);
    assertThat(json.path("ended_today").path("unit").asString()).isEqualTo("USD");
    assertThat(json.path("ended_today").path("net_pnl").asString()).isEqualTo("10");
    assertThat(json.path("ended_today").path("commission").asString()).isEqualTo("1.2");
    assertThat(json.path("ended_today").path("funding").asString()).isEqualTo("-0.8");
    assertThat(json.path("ledgers").path("count").asInt()).isEqualTo(2);
    assertThat(json.path("ledgers").path("unit").asString()).isEqualTo("USD");
    assertThat(json.path("ledgers").path("gross_pnl").asString()).isEqualTo("1400.5");
    assertThat(json.path("ledgers").path("commission").asString()).isEqualTo("210.125");
    assertThat(json.path("ledgers").path("funding").asString()).isEqualTo("-54.875");
    assertThat(stage.run("watch", "--once", "--json").json().path("ledgers"))
        .isEqualTo(json.path("ledgers"));
  }

  @Test
  void status_namesWhatIsNotInTheSums_andLeavesTheRestToBeSummed() {
    stage.allRunning();
    ledger("BTCUSDT", "15", "2", "0");
    stage.redis.commands().hset(Stage.NAMES.ledger(Symbol.of("ETHUSDT")), "commission", "12,5");
    stage.redis.commands().rpush(Stage.NAMES.ledger(Symbol.of("SOLUSDT")), "a list");
    stage
        .redis
        .commands()
        .zadd(Stage.NAMES.positionsClosed(), stage.now / 1000.0 + 300, "no record");

    assertThat(stage.run("status").out())
        .contains("ended today  none since 00:00 UTC, 1 UNREADABLE\n")
        .contains(
            "3 symbols: net 13.00 USD = profit 15.00 - fees 2.00 + funding 0.00, 2 UNREADABLE");
    assertThat(stage.run("status", "--json").json().path("ledgers").path("unreadable_symbols"))
        .extracting(JsonNode::asString)
        .containsExactlyInAnyOrder("ETHUSDT", "SOLUSDT");

    stage.redis.commands().del(Stage.NAMES.positionsClosed());
    stage.redis.commands().set(Stage.NAMES.positionsClosed(), "text");
    assertThat(stage.run("status").out()).contains("ended today  UNREADABLE: WRONGTYPE");
  }

  @Test
  void serviceWhoseLeaseRanOut_isAFaultWithAPositionOpen() {
    stage.allRunning();
    stage.lease("exitbrain", stage.now - 60_000);
    assertThat(stage.run("status").out()).contains("nobody acts as exitbrain");
    assertThat(stage.run("status").code()).isZero();

    stage.position("ETHUSDT", "2000", "2040", Map.of());
    assertThat(stage.run("status").code()).isEqualTo(1);
    assertThat(stage.run("verify").out()).contains("nobody acts as exitbrain");
    stage.standby("exitbrain");
    Shown standbyAlone = stage.run("status");
    assertThat(standbyAlone.code()).isEqualTo(1);
    assertThat(standbyAlone.out()).contains("exitbrain stands by, nobody acts");
  }

  @Test
  void status_withTheKillSwitchOn_saysSo() {
    stage.allRunning();
    stage.redis.commands().set("quantum:kill", "1");

    Shown shown = stage.run("status");

    assertThat(shown.code()).isZero();
    assertThat(shown.out()).contains("kill switch  ON");
  }

  @Test
  void positions_areOneRowEach_withTwoDecimalsOfR() {
    stage.position("ETHUSDT", "2000", "2040", Map.of());
    stage.position("1000PEPEUSDT", "0.0123456", "0.0133456", Map.of("stop_state", "pending"));

    Shown shown = stage.run("positions");

    assertThat(shown.code()).isZero();
    assertThat(shown.lines()).hasSize(3);
    assertThat(shown.lines().getFirst()).contains("OPEN P/L USDT").contains("TAKEN R");
    assertThat(shown.out())
        .containsPattern("ETHUSDT +LONG +1.5 +2000 +2040 +1960 +resting +1.23 +0.500 +60 +1 h +2\n")
        .containsPattern("1000PEPEUSDT .* pending ");
  }

  @Test
  void watch_once_showsLagAndWhatWasAskedFor_inShadowToo() {
    stage.allRunning();
    for (String stream : List.of("trade.intent", "harvest.suggestions")) {
      stage.redis.xadd(
          "quantum:stream:" + stream,
          "intent_type",
          "HARVEST_PARTIAL_25",
          "symbol",
          "ETHUSDT",
          "side",
          "SELL",
          "close_pct",
          "25",
          "r_level",
          "2",
          "reduce_only",
          "true",
          "source",
          "harvest_brain");
    }

    Shown shown = stage.run("watch", "--once");
    assertThat(shown.code()).as(shown.out() + shown.err()).isZero();
    assertThat(shown.out())
        .containsPattern("quantum:stream:price.update +harvest-brain +- +-")
        .containsPattern("ETHUSDT +HARVEST_PARTIAL_25 +2 +- +25 +harvest_brain\n")
        .containsPattern("ETHUSDT +HARVEST_PARTIAL_25 +2 +- +25 +harvest_brain, shadow")
        .doesNotContain("q ends");
    assertThat(shown.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(WIDEST));

    JsonNode json = stage.run("watch", "--once", "--rows", "1", "--json").json();
    assertThat(json.get("asked")).hasSize(1);
    assertThat(json.get("streams")).hasSize(5);
    assertThat(stage.run("watch", "--rows", "51").code()).isEqualTo(64);
  }

  @Test
  void positions_ofNone_saysSo() {
    assertThat(stage.run("positions").out()).isEqualTo("no position is open\n");
  }

  @Test
  void asAUserWhoMayNotReadAKey_itCannotTell_andAssumesNothing() {
    stage.allRunning();
    stage.position("ETHUSDT", "2000", "2040", Map.of());
    ledger("ETHUSDT", "15", "2", "0");
    String uri = limited("%R~quantum:health:* %R~quantum:settings:* %R~quantum:stream:*");

    Shown status = Stage.runAt(uri, "status");
    Shown positions = Stage.runAt(uri, "positions");
    Shown inspect = Stage.runAt(uri, "inspect", "ETHUSDT");

    for (Shown shown : List.of(status, positions, inspect)) {
      assertThat(shown.code()).as(shown.out()).isEqualTo(2);
      assertThat(shown.err()).contains("may not read").contains("quantum:position");
    }
    assertThat(status.out())
        .contains("positions    cannot tell")
        .contains("ended today  cannot tell")
        .contains("ledgers      cannot tell")
        .contains("kill switch  cannot tell");
    assertThat(positions.out()).doesNotContain("no position");
    assertThat(inspect.out()).contains("this Redis user may not read");
  }

  @Test
  void asTheReadOnlyUserOfTheShippedList_everythingIsTold() {
    stage.allRunning();
    stage.position("ETHUSDT", "2000", "2040", Map.of());

    assertThat(stage.runAs("quantum-readonly", "status").code()).isZero();
    assertThat(stage.runAs("quantum-readonly", "positions").code()).isZero();
    assertThat(stage.runAs("quantum-readonly", "inspect", "ETHUSDT").code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "positions", "inspect BTCUSDT"})
  void redisAway_cannotTell(String words) {
    Shown shown = Stage.runAt("redis://127.0.0.1:1", words.split(" "));

    assertThat(shown.code()).isEqualTo(2);
    assertThat(shown.err()).startsWith("cannot tell: ").hasLineCount(1);
  }

  @Test
  void wrongAddressOfRedis_ends78_withoutThePassword() {
    Shown shown = Stage.runAt("redis://me:hunter2/4@127.0.0.1:1", "status");

    assertThat(shown.code()).isEqualTo(78);
    assertThat(shown.err()).contains("REDIS_URL").doesNotContain("hunter2");
  }

  @Test
  void mistypedVerb_isAnsweredWithTheNearest() {
    Shown shown = Stage.plain("statsu");

    assertThat(shown.code()).isEqualTo(64);
    assertThat(shown.err()).contains("'statsu'").contains("Did you mean: quantum status");
    assertThat(Stage.plain().code()).isEqualTo(64);
    assertThat(Stage.plain("status", "--jsom").err()).contains("--json");
  }

  @Test
  void repairs_sayNoJson_andAreNotListed() {
    assertThat(Stage.plain("--help").out()).doesNotContain("rollback", "fix-offset", "test-brain");
    for (String verb : List.of("rollback", "fix-offset", "test-brain")) {
      Shown shown = stage.run(verb, "--json");
      assertThat(shown.code()).as(verb).isEqualTo(64);
      assertThat(shown.err()).contains(verb + " says no JSON");
    }
  }

  @Test
  void help_ofEveryVerb_fitsAScreen_andHasAnExample() {
    var command = Quantum.command(new quantum.cli.verb.Desk(System.out, System.err, false));

    assertThat(Stage.plain("--help").lines()).hasSizeLessThanOrEqualTo(40);
    assertThat(command.getSubcommands()).hasSizeGreaterThan(10);
    for (String verb : command.getSubcommands().keySet()) {
      Shown help = Stage.plain(verb, "--help");
      assertThat(help.code()).isZero();
      assertThat(help.lines()).as(verb).hasSizeLessThanOrEqualTo(24);
      assertThat(help.out()).as(verb).contains("Example: quantum " + verb);
      assertThat(help.lines())
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(WIDEST));
    }
  }

  @Test
  void everyTable_fits110Columns_whateverTheNames() {
    stage.allRunning();
    stage.position(
        "1000000AIDOGEUSDT",
        "0.00000000123456789",
        "0.00000000123956789",
        Map.of("qty", "123456789012345", "levels_taken", "0.5,1,1.5,2,4,6,8,10,12"));
    stage.position("ETHUSDT", "2000", "2040", Map.of());
    ledger("ETHUSDT", "-123456789012345", "123456789012345.12", "-123456789012345.12");
    stage.ended("p1", "ETHUSDT", "LONG", -5, "-123456789012345.12", "by_hand", Map.of());

    for (String verb : List.of("status", "positions")) {
      assertThat(stage.run(verb).lines())
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(WIDEST));
    }
  }

  /** A user that may only read these keys. */
  private String limited(String keys) {
    return AclFile.create(
        stage.server,
        stage.redis,
        "limited",
        keys + " +@read -@dangerous +ping +info +select +client|setname");
  }

  private static List<String> says(Shown shown, String verdict) {
    List<String> says = new java.util.ArrayList<>();
    for (JsonNode finding : shown.json().get("findings")) {
      if (finding.get("verdict").asString().equals(verdict)) {
        says.add(finding.get("evidence").asString());
      }
    }
    return says;
  }
}

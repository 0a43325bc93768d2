package quantum.harvestproposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.protocol.CommandType;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;
import quantum.runtime.testing.AclFile;
import quantum.runtime.testing.FakeClock;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/** Cycles against a real Redis, as the user that deploy/redis ships. */
@Timeout(60)
class PublisherIT {
  private static final String PROPOSAL = "quantum:harvest:proposal:BTCUSDT";
  private static final String STREAM = "quantum:stream:harvest.proposal";

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final RedisServer server = RedisServer.start();
  private final StreamProbe probe = new StreamProbe(server);
  private final FakeClock clock = new FakeClock(1_770_155_882_463L);
  private Redis redis;

  @BeforeEach
  void start() {
    String uri = AclFile.enable(server, probe, "quantum-harvest-proposal");
    redis = Redis.connect(new RedisSettings(uri, "quantum"), "harvest-proposal-test");
    lines.start();
    logger().addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger().detachAppender(lines);
    redis.close();
    probe.close();
    server.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(HarvestProposalPublisher.NAME);
  }

  /** A process of its own each time: nothing is remembered but what is in Redis. */
  private void cycle(String... settings) {
    publisher(settings).cycle();
  }

  private PublisherPipeline publisher(String... settings) {
    Map<String, String> env = new HashMap<>(Map.of("SYMBOLS", "BTCUSDT"));
    for (int i = 0; i < settings.length; i += 2) {
      env.put(settings[i], settings[i + 1]);
    }
    return new PublisherPipeline(
        PublisherSettings.read(Settings.of(env)),
        redis,
        new Health(HarvestProposalPublisher.NAME, Clock.systemUTC()),
        clock);
  }

  private void open(String symbol) {
    position(symbol);
    market(symbol, "105");
    probe.commands().sadd("quantum:positions:open", symbol);
  }

  private void closed(String symbol) {
    probe.commands().del("quantum:position:" + symbol);
    probe.commands().srem("quantum:positions:open", symbol);
  }

  private static final String[] OPEN_ONES = {"SYMBOLS", "", "ENABLE_STREAM", "true"};

  @Test
  void closedPosition_itsProposalIsWithdrawn_inHashStreamAndLog() {
    open("BTCUSDT");
    open("ETHUSDT");
    PublisherPipeline running = publisher(OPEN_ONES);
    running.cycle();
    assertThat(probe.length(STREAM)).isEqualTo(2);

    closed("BTCUSDT");
    running.cycle();
    running.cycle();
    assertThat(probe.commands().exists(PROPOSAL)).isZero();
    assertThat(probe.commands().exists("quantum:harvest:proposal:ETHUSDT")).isOne();
    assertThat(probe.entries(STREAM).stream().skip(2))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry)
                    .containsOnlyKeys(
                        "symbol", "harvest_action", "computed_at_utc", "last_update_epoch")
                    .containsEntry("symbol", "BTCUSDT")
                    .containsEntry("harvest_action", "WITHDRAWN")
                    .containsEntry("computed_at_utc", "2026-02-03T21:58:02.463Z"));
    assertThat(said("Withdrew harvest for"))
        .containsExactly("Withdrew harvest for BTCUSDT: no position");

    open("BTCUSDT");
    running.cycle();
    assertThat(probe.hash(PROPOSAL)).containsEntry("harvest_action", "PARTIAL_25");
    assertThat(said("Published harvest for BTCUSDT")).hasSize(2);
  }

  @Test
  void userOfAnEarlierRelease_publishesAndSaysWhatItMayNot() {
    probe
        .commands()
        .aclSetuser(
            "quantum-harvest-proposal",
            AclSetuserArgs.Builder.removeCommand(CommandType.SCAN).removeCommand(CommandType.DEL));
    open("BTCUSDT");
    PublisherPipeline running = publisher(OPEN_ONES);
    running.cycle();
    closed("BTCUSDT");
    running.cycle();
    assertThat(probe.commands().exists(PROPOSAL)).isOne();
    assertThat(said("Proposals of closed positions stay: NOPERM")).hasSize(1);
  }

  @Test
  void closedWhileThePublisherWasDown_isWithdrawnAtItsStart() {
    open("BTCUSDT");
    open("ETHUSDT");
    cycle(OPEN_ONES);
    closed("BTCUSDT");
    closed("ETHUSDT");
    open("SOLUSDT");
    probe
        .commands()
        .hset(
            "quantum:state:positions:ETHUSDT",
            Map.of("side", "LONG", "qty", "1", "entry_price", "100")); // left behind, undated
    cycle("SYMBOLS", "SOLUSDT");
    assertThat(probe.commands().keys("quantum:harvest:proposal:*"))
        .containsExactly("quantum:harvest:proposal:SOLUSDT");
    assertThat(probe.length(STREAM)).isEqualTo(2); // the stream is off now
  }

  @Test
  void positionThatIsOpenOrUnreadable_keepsItsProposal_alsoWhereItIsNotAskedFor() {
    open("BTCUSDT");
    open("ETHUSDT");
    cycle(OPEN_ONES);
    probe.commands().hset("quantum:position:BTCUSDT", "entry_price", "0");
    cycle("SYMBOLS", "SOLUSDT");
    cycle("SYMBOLS", "SOLUSDT", "POSITION_SOURCE", "synthetic");
    assertThat(probe.commands().exists(PROPOSAL)).isOne();
    assertThat(probe.commands().exists("quantum:harvest:proposal:ETHUSDT")).isOne();
  }

  @Test
  void exampleThatIsAskedFor_isNotWithdrawn() {
    open("BTCUSDT");
    cycle();
    closed("BTCUSDT");
    PublisherPipeline running = publisher();
    running.cycle();
    running.cycle();
    assertThat(probe.hash(PROPOSAL)).containsEntry("position_source", "synthetic");
    assertThat(said("Withdrew")).isEmpty();

    cycle("POSITION_SOURCE", "redis_hash");
    assertThat(probe.commands().exists(PROPOSAL)).isZero();
    assertThat(said("Withdrew")).hasSize(1);
  }

  @Test
  void cycleOfItsOwn_withdrawsNothingOfOthers() {
    cycle("POSITION_SOURCE", "synthetic");
    publisher("SYMBOLS", "ETHUSDT", "POSITION_SOURCE", "synthetic").only();
    assertThat(probe.commands().exists(PROPOSAL)).isOne();
    publisher("POSITION_SOURCE", "redis_hash").only();
    assertThat(probe.commands().exists(PROPOSAL)).isZero();
  }

  @Test
  void undatedStateOfAnotherWriter_doesNotOutrankTheSuitesOwn_andIsNamed() {
    open("BTCUSDT");
    probe
        .commands()
        .hset(
            "quantum:state:positions:BTCUSDT",
            Map.of("side", "SHORT", "qty", "9", "entry_price", "400", "current_price", "390"));
    PublisherPipeline running = publisher();
    running.cycle();
    running.cycle();
    assertThat(probe.hash(PROPOSAL))
        .containsEntry("position_side", "LONG")
        .containsEntry("position_entry_price", "100")
        .containsEntry("position_source", "redis_hash");
    assertThat(said("counts last"))
        .containsExactly("[PROPOSAL] BTCUSDT: redis_state counts last: it tells no time");
  }

  private void position(String symbol) {
    probe
        .commands()
        .hset(
            "quantum:position:" + symbol,
            Map.of(
                "symbol",
                symbol,
                "side",
                "LONG",
                "qty",
                "2",
                "entry_price",
                "100",
                "entry_risk",
                "2",
                "position_id",
                "p1",
                "opened_at",
                "1770000000",
                "stop_loss",
                "98"));
  }

  private void market(String symbol, String price) {
    probe
        .commands()
        .hset("quantum:ticker:" + symbol, Map.of("markPrice", price, "timestamp", "1770000060"));
    probe
        .commands()
        .hset(
            "quantum:marketstate:" + symbol,
            Map.of(
                "sigma",
                "0.01",
                "ts",
                "0.35",
                "p_trend",
                "0.5",
                "p_mr",
                "0.3",
                "p_chop",
                "0.2",
                "updated_at",
                "1770000000"));
  }

  private List<String> said(String part) {
    return lines.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains(part))
        .toList();
  }

  @Test
  void synthetic_withoutAnything_isTheWorkedExampleToTheLetter() {
    cycle("POSITION_SOURCE", "synthetic");
    assertThat(said("Published"))
        .containsExactly(
            "Published harvest for BTCUSDT: action=PARTIAL_25 R=2.45 K=0.503 SL=100.2"
                + " reasons=harvest_partial_25,profit_lock");
    assertThat(probe.hash(PROPOSAL))
        .containsOnlyKeys(
            "harvest_action",
            "new_sl_proposed",
            "R_net",
            "risk_unit",
            "cost_est",
            "kill_score",
            "reason_codes",
            "k_regime_flip",
            "k_sigma_spike",
            "k_ts_drop",
            "k_age_penalty",
            "sigma",
            "ts",
            "p_trend",
            "p_mr",
            "p_chop",
            "computed_at_utc",
            "last_update_epoch",
            "position_side",
            "position_age_sec",
            "position_current_price",
            "position_entry_price",
            "position_unrealized_pnl",
            "position_source")
        .containsEntry("R_net", "2.45")
        .containsEntry("risk_unit", "2")
        .containsEntry("cost_est", "0.1")
        .containsEntry("new_sl_proposed", "100.2")
        .containsEntry("computed_at_utc", "2026-02-03T21:58:02.463Z")
        .containsEntry("last_update_epoch", "1770155882.463")
        .containsEntry("position_age_sec", "3600")
        .containsEntry("position_source", "synthetic");
    assertThat(probe.length(STREAM)).isZero();
  }

  @Test
  void position_isPublishedWithItsOwnRisk_andToTheStream() {
    position("BTCUSDT");
    market("BTCUSDT", "105");
    probe.commands().hset("quantum:risk:proposal:BTCUSDT", Map.of("stop_dist_pct", "0.1"));
    cycle("ENABLE_STREAM", "true");
    assertThat(probe.hash(PROPOSAL))
        .containsEntry("R_net", "2.45")
        .containsEntry("position_unrealized_pnl", "10")
        .containsEntry("position_source", "redis_hash");
    assertThat(probe.entries(STREAM))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry)
                    .containsEntry("symbol", "BTCUSDT")
                    .containsAllEntriesOf(probe.hash(PROPOSAL)));
  }

  @Test
  void unchanged_isRefreshedOnly_untilItIsOld_alsoOverARestart() {
    position("BTCUSDT");
    market("BTCUSDT", "105");
    cycle("ENABLE_STREAM", "true");
    Map<String, String> first = probe.hash(PROPOSAL);
    clock.advance(Duration.ofSeconds(30));
    market("BTCUSDT", "105.01");
    cycle("ENABLE_STREAM", "true");
    Map<String, String> expected = new HashMap<>(first);
    expected.put("last_update_epoch", "1770155912.463");
    assertThat(probe.hash(PROPOSAL)).isEqualTo(expected);
    assertThat(probe.length(STREAM)).isEqualTo(1);

    clock.advance(Duration.ofSeconds(30));
    cycle("ENABLE_STREAM", "true");
    assertThat(probe.hash(PROPOSAL)).containsEntry("position_current_price", "105.01");
    assertThat(probe.length(STREAM)).isEqualTo(2);

    market("BTCUSDT", "109");
    cycle("ENABLE_STREAM", "true");
    assertThat(probe.hash(PROPOSAL)).containsEntry("harvest_action", "PARTIAL_50");
    assertThat(probe.length(STREAM)).isEqualTo(3);
  }

  @Test
  void stopThatIsNotProposedAnyMore_isEmptied() {
    position("BTCUSDT");
    market("BTCUSDT", "105");
    cycle();
    market("BTCUSDT", "101");
    cycle();
    assertThat(probe.hash(PROPOSAL))
        .containsEntry("harvest_action", "NONE")
        .containsEntry("new_sl_proposed", "")
        .containsEntry("reason_codes", "");
    assertThat(said("SL=none reasons=none")).hasSize(1);
  }

  @Test
  void overridesOfTheOperator_countForTheirSymbol_unlessTheyAreRefused() {
    position("BTCUSDT");
    market("BTCUSDT", "105");
    probe.commands().hset("quantum:config:harvest:BTCUSDT", "T1_R", "3");
    cycle();
    assertThat(probe.hash(PROPOSAL)).containsEntry("harvest_action", "NONE");

    probe.commands().hset("quantum:config:harvest:BTCUSDT", "T1_R", "5");
    cycle();
    assertThat(probe.hash(PROPOSAL)).containsEntry("harvest_action", "PARTIAL_25");
    assertThat(said("overrides of BTCUSDT")).hasSize(1);
  }

  @Test
  void badHashes_costTheirOwnSymbolOnly_andAreNamedOnce() {
    for (String symbol : List.of("BTCUSDT", "AUSDT", "BUSDT", "CUSDT", "DUSDT", "EUSDT", "FUSDT")) {
      position(symbol);
      market(symbol, "105");
    }
    probe.commands().hset("quantum:marketstate:AUSDT", "sigma", "high");
    probe.commands().hset("quantum:ticker:BUSDT", "markPrice", "-1");
    probe.commands().hset("quantum:position:CUSDT", "entry_price", "0");
    probe.commands().del("quantum:marketstate:DUSDT");
    probe.commands().set("quantum:harvest:proposal:EUSDT", "text");
    probe.commands().hset("quantum:harvest:proposal:FUSDT", "harvest_action", "DANCE");
    probe.commands().set("quantum:stream:execution", "text");
    probe.commands().set(STREAM, "text");
    cycle("SYMBOLS", "AUSDT,BUSDT,CUSDT,DUSDT,EUSDT,FUSDT,BTCUSDT", "ENABLE_STREAM", "true");
    assertThat(probe.hash(PROPOSAL)).containsEntry("harvest_action", "PARTIAL_25");
    assertThat(probe.hash("quantum:harvest:proposal:FUSDT"))
        .containsEntry("harvest_action", "PARTIAL_25");
    for (String symbol : List.of("AUSDT", "BUSDT", "CUSDT", "DUSDT")) {
      assertThat(probe.commands().exists("quantum:harvest:proposal:" + symbol)).as(symbol).isZero();
      assertThat(said("[PROPOSAL] " + symbol + " skipped")).as(symbol).hasSize(1);
    }
    assertThat(said("cannot write quantum:harvest:proposal:EUSDT")).hasSize(1);
    assertThat(said("cannot write " + STREAM)).hasSize(1);
  }

  @Test
  void user_mayWriteNothingElse() {
    for (String stream : List.of("trade.intent", "apply.plan", "apply.result", "price.update")) {
      assertThatThrownBy(
              () -> redis.commands().xadd("quantum:stream:" + stream, Map.of("symbol", "BTCUSDT")))
          .isInstanceOf(RedisCommandExecutionException.class)
          .hasMessageStartingWith("NOPERM");
    }
    for (String key :
        List.of("quantum:position:BTCUSDT", "quantum:kill", "quantum:marketstate:X")) {
      assertThatThrownBy(() -> redis.commands().hset(key, "a", "b"))
          .isInstanceOf(RedisCommandExecutionException.class)
          .hasMessageStartingWith("NOPERM");
    }
    assertThatThrownBy(
            () ->
                redis
                    .commands()
                    .eval(
                        "return redis.call('XADD', 'quantum:stream:trade.intent', '*', 'a', 'b')",
                        io.lettuce.core.ScriptOutputType.STATUS))
        .isInstanceOf(RedisCommandExecutionException.class);
    assertThat(probe.length("quantum:stream:trade.intent")).isZero();
  }
}

package quantum.riskproposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisCommandExecutionException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import quantum.contracts.Decoded;
import quantum.contracts.RiskProposal;
import quantum.kernel.value.Symbol;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.Rounds;
import quantum.runtime.Settings;
import quantum.runtime.testing.AclFile;
import quantum.runtime.testing.Loop;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/** Rounds against a real Redis, as the user that deploy/redis ships. */
@Timeout(60)
class RiskProposalIT {
  private static final String PROPOSAL = "quantum:risk:proposal:BTCUSDT";
  private static final String POSITION = "quantum:position:BTCUSDT";
  private static final Duration LONG = Duration.ofSeconds(20);

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final RedisServer server = RedisServer.start();
  private final StreamProbe probe = new StreamProbe(server);
  private final Health health = new Health(RiskProposalService.NAME, Clock.systemUTC());
  private Redis redis;
  private RiskPipeline pipeline;

  @BeforeEach
  void start() {
    String uri = AclFile.enable(server, probe, "quantum-risk-proposal");
    redis = Redis.connect(new RedisSettings(uri, "quantum"), "risk-proposal-test");
    pipeline = pipeline();
    lines.start();
    logger().addAppender(lines);
    open("BTCUSDT", "p1");
    price("BTCUSDT", "100");
    market("BTCUSDT");
  }

  @AfterEach
  void stop() {
    logger().detachAppender(lines);
    redis.close();
    probe.close();
    server.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("risk-proposal");
  }

  private RiskPipeline pipeline() {
    RiskProposalSettings settings = RiskProposalSettings.read(Settings.of(Map.of()));
    return new RiskPipeline(settings, redis, health, Clock.systemUTC());
  }

  private void open(String symbol, String id) {
    probe.commands().sadd("quantum:positions:open", symbol);
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
                "1",
                "entry_price",
                "100",
                "position_id",
                id,
                "opened_at",
                "1770000000"));
  }

  private void price(String symbol, String price) {
    probe
        .commands()
        .hset("quantum:ticker:" + symbol, Map.of("markPrice", price, "timestamp", "1770000060"));
  }

  private void market(String symbol) {
    probe
        .commands()
        .hset(
            "quantum:marketstate:" + symbol,
            Map.of(
                "sigma",
                "0.01",
                "ts",
                "0.05",
                "p_trend",
                "0",
                "p_mr",
                "0",
                "p_chop",
                "1",
                "updated_at",
                "1770000000"));
  }

  private boolean said(String part) {
    return lines.list.stream().anyMatch(line -> line.getFormattedMessage().contains(part));
  }

  @Test
  void openPosition_getsAProposal() {
    pipeline.round();
    assertThat(probe.hash(PROPOSAL))
        .containsEntry("stop_dist_pct", "0.01")
        .containsEntry("proposed_sl", "99")
        .containsEntry("proposed_tp", "101.5")
        .containsEntry("position_id", "p1")
        .containsEntry("reason_codes", "regime_chop")
        .containsEntry("updated_at", "1770000060");
  }

  @Test
  void closedPosition_losesItsProposal_alsoAfterARestart() {
    pipeline.round();
    probe.commands().srem("quantum:positions:open", "BTCUSDT");
    probe.commands().del(POSITION);
    pipeline().round(); // another process: it remembers nothing
    assertThat(probe.commands().exists(PROPOSAL)).isZero();
    pipeline.round();
    assertThat(probe.commands().exists(PROPOSAL)).isZero();
  }

  /** The position closes, or becomes another one, between the look and the write. */
  @Test
  void proposal_ofAPositionThatIsGoneMeanwhile_isNotWritten() {
    ProposalStore store =
        new ProposalStore(redis, RiskProposalSettings.read(Settings.of(Map.of())), health.alarms());
    pipeline.round();
    RiskProposal proposal =
        switch (RiskProposal.decode(Symbol.of("BTCUSDT"), probe.hash(PROPOSAL))) {
          case Decoded.Ok<Optional<RiskProposal>>(var written, _) -> written.orElseThrow();
          case Decoded.Bad<Optional<RiskProposal>> bad -> throw new AssertionError(bad.reason());
        };
    probe.commands().del(PROPOSAL);
    probe.commands().hset(POSITION, "position_id", "p2");
    assertThat(store.put(proposal)).isFalse();
    probe.commands().del(POSITION);
    assertThat(store.put(proposal)).isFalse();
    assertThat(probe.commands().exists(PROPOSAL)).isZero();
  }

  @Test
  void marketThatGrowsOld_keepsTheLastProposalAndIsNamedOnce() {
    pipeline.round();
    Map<String, String> before = probe.hash(PROPOSAL);
    probe.commands().hset("quantum:ticker:BTCUSDT", "timestamp", "1770009999");
    pipeline.round();
    pipeline.round();
    assertThat(probe.hash(PROPOSAL)).isEqualTo(before);
    assertThat(
            lines.list.stream()
                .filter(line -> line.getFormattedMessage().contains("no fresh market state")))
        .hasSize(1);
  }

  @Test
  void badHashes_costTheirOwnSymbolOnly() {
    String[][] spoiled = {
      {"quantum:marketstate:AUSDT", "sigma", "high"},
      {"quantum:ticker:BUSDT", "markPrice", "0"},
      {"quantum:ticker:CUSDT", "markPrice", "-1"},
      {"quantum:position:DUSDT", "qty", "many"},
    };
    for (String[] bad : spoiled) {
      String symbol = bad[0].substring(bad[0].lastIndexOf(':') + 1);
      open(symbol, "p-" + symbol);
      price(symbol, "100");
      market(symbol);
      probe.commands().hset(bad[0], bad[1], bad[2]);
    }
    probe.commands().set("quantum:ticker:EUSDT", "text");
    open("EUSDT", "p-e");
    market("EUSDT");
    open("FUSDT", "p-f");
    price("FUSDT", "100");
    market("FUSDT");
    probe.commands().set("quantum:risk:proposal:FUSDT", "text");
    pipeline.round();
    assertThat(probe.hash(PROPOSAL)).isNotEmpty();
    for (String symbol : new String[] {"AUSDT", "BUSDT", "CUSDT", "DUSDT", "EUSDT"}) {
      assertThat(probe.commands().exists("quantum:risk:proposal:" + symbol)).as(symbol).isZero();
      assertThat(said(symbol)).as(symbol).isTrue();
    }
    assertThat(said("cannot write quantum:risk:proposal:FUSDT")).isTrue();
  }

  @Test
  void outage_isSurvived() {
    try (Loop _ = new Loop(new Rounds(Duration.ofMillis(50), pipeline::round, health))) {
      probe.await("a proposal", () -> !probe.hash(PROPOSAL).isEmpty(), LONG);
      probe.commands().del(PROPOSAL);
      probe.commands().clientKill(KillArgs.Builder.skipme());
      probe.await("a proposal again", () -> !probe.hash(PROPOSAL).isEmpty(), LONG);
    }
  }

  @Test
  void user_mayWriteNothingElse() {
    for (String stream : new String[] {"trade.intent", "apply.plan", "harvest.suggestions"}) {
      assertThatThrownBy(
              () -> redis.commands().xadd("quantum:stream:" + stream, Map.of("symbol", "BTCUSDT")))
          .isInstanceOf(RedisCommandExecutionException.class)
          .hasMessageStartingWith("NOPERM");
    }
    for (String key : new String[] {POSITION, "quantum:kill", "quantum:harvest:proposal:BTCUSDT"}) {
      assertThatThrownBy(() -> redis.commands().hset(key, "a", "b"))
          .isInstanceOf(RedisCommandExecutionException.class)
          .hasMessageStartingWith("NOPERM");
    }
  }
}

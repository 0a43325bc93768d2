package quantum.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.contracts.ApplyResult;
import quantum.demo.Suite;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;
import quantum.replay.journal.Journal;
import quantum.replay.journal.PositionSummary;
import quantum.runtime.testing.StreamProbe;

/**
 * A process that dies in the middle costs nothing: every tranche and stop is executed once, at the
 * price and quantity of an undisturbed run.
 */
class KillNineIT {
  private static final Duration LONGEST = Duration.ofSeconds(90);
  private static final RecordedMarket MARKET = RecordedMarket.of("three-tranches-and-a-stop", 65);
  private static final Journal UNDISTURBED = MARKET.backtest();

  /** What was executed, without the ids that differ from run to run. */
  private record Executed(
      Symbol symbol, String action, Optional<String> level, Quantity qty, Optional<Price> price) {
    static List<Executed> in(Journal journal) {
      return journal.results().stream()
          .filter(ApplyResult::isFill)
          .map(
              result ->
                  new Executed(
                      result.symbol(),
                      result.action(),
                      result.level(),
                      result.execution().filledQty(),
                      result.execution().price()))
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        Suite.PAPER_EXCHANGE,
        Suite.MARKET_STATE,
        Suite.INTENT_BRIDGE,
        Suite.APPLY_LAYER,
        Suite.HARVEST_BRAIN,
        Suite.EXITBRAIN
      })
  void service_killedAsTranchesAndStopArePassedOn_losesAndRepeatsNothing(String service) {
    LockstepRun run =
        LockstepRun.of(
            "kill-" + service,
            MARKET,
            Suite.CHAIN,
            suite -> {
              try (StreamProbe probe = new StreamProbe(suite.redisUri())) {
                probe.await(
                    suite.names().tradeIntent(), e -> "2".equals(e.get("r_level")), LONGEST);
                suite.kill9(service);
                probe.await(
                    suite.names().applyResult(), e -> "4".equals(e.get("r_level")), LONGEST);
                suite.kill9(service);
                probe.await("the stop fires", () -> hasFired(suite), LONGEST);
                suite.kill9(service);
              }
            });
    unharmed(run, 3);
  }

  private static boolean hasFired(Suite suite) {
    return suite
        .paper()
        .algos()
        .valueStream()
        .anyMatch(stop -> stop.get("algoStatus").asString().equals("FINISHED"));
  }

  /** The order stands at the exchange, its result nowhere yet. */
  @Test
  void applyLayer_killedBetweenOrderAndResult_findsTheOrderInsteadOfSendingItAgain() {
    Consumer<Suite> trouble =
        suite -> {
          try (StreamProbe probe = new StreamProbe(suite.redisUri())) {
            probe.await(
                suite.names().applyResult(),
                e -> "ENTRY_PROPOSED".equals(e.get("action")),
                LONGEST);
            killWithOrderInFlight(suite, probe, "2");
            probe.await(suite.names().applyResult(), e -> "4".equals(e.get("r_level")), LONGEST);
            killWithOrderInFlight(suite, probe, "6");
          }
        };
    unharmed(LockstepRun.of("kill-in-flight", MARKET, Suite.CHAIN, trouble), 2);
  }

  private static void killWithOrderInFlight(Suite suite, StreamProbe probe, String level) {
    int before = suite.paper().orders().size();
    suite
        .paper()
        .fault(
            """
            {"path": "POST /fapi/v1/order", "kind": "delay_after_accept", "millis": 60000}
            """);
    probe.await(suite.names().applyPlan(), e -> level.equals(e.get("r_level")), LONGEST);
    probe.await(
        "the order of " + level + " R reached the exchange",
        () -> suite.paper().orders().size() > before,
        LONGEST);
    suite.kill9(Suite.APPLY_LAYER);
  }

  private static void unharmed(LockstepRun run, int kills) {
    assertThat(run.restarts()).as("kills that hit, see %s", run.logs()).isEqualTo(kills);
    assertThat(run.violated()).as("see %s", run.logs()).isEmpty();
    assertThat(Executed.in(run.journal()))
        .as("see %s", run.logs())
        .containsExactlyElementsOf(Executed.in(UNDISTURBED));
    assertThat(profits(run.journal())).isEqualTo(profits(UNDISTURBED));
  }

  private static List<BigDecimal> profits(Journal journal) {
    return journal.positions(MARKET.ticks()).stream()
        .map(PositionSummary::realizedPnl)
        .map(BigDecimal::stripTrailingZeros)
        .toList();
  }
}

package quantum.console.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.OptionalLong;
import quantum.account.explain.Explanation;
import quantum.console.model.Event;
import quantum.console.model.Outlook;
import quantum.contracts.ApplyResult;
import quantum.contracts.EventTime;
import quantum.contracts.PlanAction;
import quantum.kernel.value.Decimals;

/** Harvests and how long orders took, counted from the console's start. */
final class Orders {
  /** Seconds. The rule that warns of slow orders asks for 2. */
  private static final double[] BOUNDS = {0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 300};

  private static final double MILLIS = 1_000;
  private static final String UNNAMED = "none";

  private final Labels levels = new Labels(List.of());
  private final Counter harvests;
  private final Histogram roundTrips;

  Orders(PrometheusRegistry registry) {
    harvests =
        Counter.builder()
            .name("quantum_harvests_total")
            .help("Tranches of profit that were filled since the console started, by level in R.")
            .labelNames("level")
            .withoutExemplars()
            .register(registry);
    roundTrips =
        Histogram.builder()
            .name("quantum_order_roundtrip_seconds")
            .help(
                "From a plan's entry in apply.plan to the entry in apply.result that says it was"
                    + " executed, by the clock of Redis.")
            .classicOnly()
            .classicUpperBounds(BOUNDS)
            .withoutExemplars()
            .register(registry);
  }

  /**
   * The levels that open positions wait for start at 0: Prometheus sees no rise in a series that
   * begins with 1.
   */
  void expect(List<Outlook> positions) {
    for (Outlook outlook : positions) {
      outlook.explanation().map(Explanation::levels).orElse(List.of()).stream()
          .map(level -> levels.of(Decimals.plain(level.r())))
          .forEach(harvests::initLabelValues);
    }
  }

  void carriedOut(Event event) {
    ApplyResult result = event.result();
    if (isHarvest(result)) {
      harvests
          .labelValues(
              levels.of(result.levelR().map(Decimals::plain).or(result::level).orElse(UNNAMED)))
          .inc();
    }
    millis(event).ifPresent(millis -> roundTrips.observe(millis / MILLIS));
  }

  private static boolean isHarvest(ApplyResult result) {
    return result.isFill()
        && result
            .planAction()
            .filter(
                it ->
                    it == PlanAction.PARTIAL_25
                        || it == PlanAction.PARTIAL_50
                        || it == PlanAction.PARTIAL_75)
            .isPresent();
  }

  /** Ids of both streams are the clock of Redis, so no other clock is in the difference. */
  private static OptionalLong millis(Event event) {
    ApplyResult result = event.result();
    boolean answers = result.executed() && result.isOfApplyLayer() && !result.isMoneyOnly();
    if (!answers || result.planStreamId().filter(Orders::isStreamId).isEmpty()) {
      return OptionalLong.empty();
    }
    long took =
        EventTime.ofStreamId(event.id()) - EventTime.ofStreamId(result.planStreamId().get());
    return took < 0 ? OptionalLong.empty() : OptionalLong.of(took);
  }

  private static boolean isStreamId(String text) {
    return text.matches("[1-9][0-9]{0,14}-[0-9]{1,19}");
  }
}

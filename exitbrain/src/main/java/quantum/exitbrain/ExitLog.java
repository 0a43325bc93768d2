package quantum.exitbrain;

import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.contracts.ApplyPlan;
import quantum.exitbrain.decide.ExitEffect;
import quantum.exitbrain.decide.ExitRules;
import quantum.exitbrain.decide.ExitRules.ExitMode;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

/** The log lines of exitbrain; operators grep for their markers. */
final class ExitLog {
  private static final Logger log = LoggerFactory.getLogger("exitbrain");

  private ExitLog() {}

  static void starting(ExitRules rules) {
    log.info(
        "[EXIT] Starting exitbrain Config(mode={}, tp_mode={}, kill_reference={},"
            + " kill_threshold={}, max_age_sec={})",
        lower(rules.mode()),
        lower(rules.policy().targetMode()),
        lower(rules.policy().killRule().reference()),
        rules.policy().theta().killThreshold(),
        rules.policy().maxAgeSec());
  }

  static void asked(ExitEffect.Ask ask, ExitRules rules) {
    switch (ask) {
      case ExitEffect.CloseAll close -> closeAll(close, rules);
      case ExitEffect.TakeTarget take ->
          log.info(
              "[EXIT] {} {} {} ({}% of {}) | {}",
              take.plan().header().symbol(),
              take.plan().actionName(),
              take.plan().level().orElseThrow(),
              Decimals.plain(take.plan().percent()),
              take.position().qty(),
              tail(take.plan(), take.plan().scores(), rules));
      case ExitEffect.SetStop set ->
          log.info(
              "[STOP] {} UPDATE_SL none -> {} | {}",
              set.plan().header().symbol(),
              set.plan().stop(),
              tail(set.plan(), set.plan().scores(), rules));
      case ExitEffect.Record hold ->
          log.debug(
              "[EXIT] {} HOLD {} | {}",
              hold.plan().header().symbol(),
              hold.plan().header().reason(),
              tail(hold.plan(), hold.plan().scores(), rules));
    }
  }

  private static void closeAll(ExitEffect.CloseAll close, ExitRules rules) {
    ApplyPlan.Close plan = close.plan();
    String tail = tail(plan, plan.scores(), rules);
    switch (close.why()) {
      case STOP_HIT ->
          log.info(
              "[STOP] {} stop hit: {} {} {} | {}",
              plan.header().symbol(),
              text(plan.scores().price()),
              close.position().side() == Side.LONG ? "<=" : ">=",
              text(close.position().stop()),
              tail);
      case KILL_SCORE ->
          log.info(
              "[EXIT] {} FULL_CLOSE_PROPOSED KILL_SCORE={} >= {} | {}",
              plan.header().symbol(),
              number("%.3f", plan.scores().killScore()),
              String.format(Locale.ROOT, "%.3f", rules.policy().theta().killThreshold()),
              tail);
      case TARGET_HIT, MAX_AGE ->
          log.info(
              "[EXIT] {} FULL_CLOSE_PROPOSED {} @ {} | {}",
              plan.header().symbol(),
              plan.header().reason(),
              text(plan.scores().price()),
              tail);
    }
  }

  private static String tail(ApplyPlan plan, ApplyPlan.Scores scores, ExitRules rules) {
    return "R="
        + number("%.2f", scores.rNet())
        + "R | plan_id="
        + plan.header().planId()
        + (rules.mode() == ExitMode.SHADOW ? " SHADOW" : " LIVE");
  }

  static void unprotected(ExitEffect.Unprotected e) {
    log.warn(
        "[STOP] {} stays without a stop: {}; asked again after 60 s, 120 s, then every 300 s",
        e.symbol(),
        e.error());
  }

  static void heldBack(ExitEffect.HeldBack e) {
    log.warn(
        "[EXIT] {} held back: price older than EXITBRAIN_REQUIRE_FRESH_SNAPSHOT_SEC", e.symbol());
  }

  static void neutralMarket(Iterable<?> symbols) {
    log.warn("[EXIT] No fresh market state, neutral market used for {}", symbols);
  }

  static void unreadable(String key, String why) {
    log.warn("[EXIT] {} not used: {}", key, why);
  }

  static void waiting(long seconds) {
    log.warn("[EXIT] Lockstep: the other services have not finished for {} s", seconds);
  }

  private static String number(String format, Optional<Double> value) {
    return String.format(Locale.ROOT, format, value.orElse(0.0));
  }

  private static String text(Optional<Price> price) {
    return price.map(Price::toString).orElse("none");
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}

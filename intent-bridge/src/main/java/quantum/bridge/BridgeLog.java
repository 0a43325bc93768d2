package quantum.bridge;

import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.bridge.decide.BridgeDecision;
import quantum.bridge.decide.BridgeRules;
import quantum.contracts.ApplyPlan;
import quantum.contracts.TradeIntent;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

/** The log lines of intent-bridge; operators grep for their markers. */
final class BridgeLog {
  private static final Logger log = LoggerFactory.getLogger("intent-bridge");

  private BridgeLog() {}

  static void starting(BridgeRules rules) {
    log.info(
        "[BRIDGE] Starting intent-bridge Config(allowlist={}, entry_max_age_sec={}, base_tp_pct={},"
            + " base_sl_pct={})",
        rules.allowlist().stream().sorted().map(Symbol::name).collect(Collectors.joining(",")),
        rules.entryMaxAgeSec(),
        rules.baseTpPct(),
        rules.baseSlPct());
    if (rules.allowlist().isEmpty()) {
      log.warn("[BRIDGE] INTENT_BRIDGE_ALLOWLIST is empty: no position will be opened");
    }
  }

  static void planned(ApplyPlan plan, String intentId) {
    log.info(
        "[BRIDGE] {} {} plan_id={} from intent {}{}",
        plan.header().symbol(),
        plan.actionName(),
        plan.header().planId(),
        intentId,
        detail(plan));
  }

  private static String detail(ApplyPlan plan) {
    return switch (plan) {
      case ApplyPlan.Entry e ->
          " %s %s @ %s SL %s TP %s"
              .formatted(
                  e.side(),
                  e.qty(),
                  e.entryPrice(),
                  text(e.levels().stopLoss()),
                  text(e.levels().takeProfit()));
      case ApplyPlan.Close c -> " " + Decimals.plain(c.percent()) + "%";
      case ApplyPlan.UpdateStop u -> " SL " + u.stop();
      case ApplyPlan.Hold hold -> "";
      case ApplyPlan.Unknown unknown -> "";
    };
  }

  private static String text(Optional<Price> price) {
    return price.map(Price::toString).orElse("none");
  }

  static void duplicate(Symbol symbol, String intentId) {
    log.info("[BRIDGE] {} intent {} was bridged before", symbol, intentId);
  }

  static void skipped(TradeIntent intent, BridgeDecision.Skip skip, String intentId) {
    switch (intent) {
      case TradeIntent.Entry entry ->
          log.info(
              "[ENTRY] {}: {} ({}) intent {}",
              entry.symbol(),
              skip.code(),
              skip.detail(),
              intentId);
      // an exit that comes to nothing is worth a look
      case TradeIntent.Exit exit ->
          log.warn(
              "[BRIDGE] {}: {} {} ({}) intent {}",
              exit.symbol(),
              skip.code(),
              exit.intentType(),
              skip.detail(),
              intentId);
    }
  }

  static void badHash(String key, String reason) {
    log.warn("[BRIDGE] {} not used: {}", key, reason);
  }
}

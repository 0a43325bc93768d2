package quantum.bridge;

import quantum.bridge.decide.BridgeRules;
import quantum.contracts.Names;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;
import quantum.runtime.settings.SharedSettings;

/**
 * Settings of intent-bridge; its README documents each.
 *
 * @param groupStart where a new consumer group begins, {@code 0} or {@code $}
 * @param streamMaxLen entries that apply.plan keeps, approximately
 */
public record IntentBridgeSettings(
    Names names,
    BridgeRules rules,
    String intentStream,
    String planStream,
    String groupStart,
    long streamMaxLen) {

  public static IntentBridgeSettings read(Settings settings) {
    Names names = new Names(RedisSettings.read(settings).namespace());
    return new IntentBridgeSettings(
        names,
        rules(settings),
        SharedSettings.inside(settings, names, "STREAM_TRADE_INTENT", names.tradeIntent()),
        SharedSettings.inside(settings, names, "STREAM_APPLY_PLAN", names.applyPlan()),
        SharedSettings.groupStart(settings, "INTENT_BRIDGE_START"),
        SharedSettings.streamMaxLen(settings));
  }

  /** What of the settings decides, and nothing else: a backtest has no Redis to read of. */
  public static BridgeRules rules(Settings settings) {
    return new BridgeRules(
        settings.symbols("INTENT_BRIDGE_ALLOWLIST"),
        SharedSettings.entryMaxAgeSeconds(settings),
        BridgeRules.TICKER_MAX_AGE_SEC,
        SharedSettings.baseTargetPct(settings),
        SharedSettings.baseStopPct(settings),
        SharedSettings.entryMaxDeviationPct(settings),
        settings.decimal("MIN_STOP_PCT", "0.1", "0", "50"));
  }
}

package quantum.bridge;

import quantum.bridge.decide.BridgeRules;
import quantum.contracts.Names;
import quantum.runtime.RedisSettings;
import quantum.runtime.Settings;

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
        inside(settings, names, "STREAM_TRADE_INTENT", names.tradeIntent()),
        inside(settings, names, "STREAM_APPLY_PLAN", names.applyPlan()),
        settings.parsed("INTENT_BRIDGE_START", "0", IntentBridgeSettings::groupStart, "0 or $"),
        settings.integer("STREAM_MAXLEN", 10_000, 100, 10_000_000));
  }

  /** What of the settings decides, and nothing else: a backtest has no Redis to read of. */
  public static BridgeRules rules(Settings settings) {
    return new BridgeRules(
        settings.symbols("INTENT_BRIDGE_ALLOWLIST"),
        settings.integer("ENTRY_MAX_AGE_SEC", 60, 0, 86_400),
        BridgeRules.TICKER_MAX_AGE_SEC,
        settings.decimal("BASE_TP_PCT", "0.06", "0", "0.4").doubleValue(),
        settings.decimal("BASE_SL_PCT", "0.02", "0", "0.4").doubleValue(),
        settings.decimal("ENTRY_MAX_DEVIATION_PCT", BridgeRules.MAX_DEVIATION_PCT, "0", "100"),
        settings.decimal("MIN_STOP_PCT", BridgeRules.MIN_STOP_PCT, "0", "50"));
  }

  private static String groupStart(String text) {
    if (!text.equals("0") && !text.equals("$")) {
      throw new IllegalArgumentException("must be 0 or $");
    }
    return text;
  }

  private static String inside(Settings settings, Names names, String name, String dflt) {
    return settings.parsed(
        name, dflt, names::requireInside, "a name that starts with " + names.namespace() + ":");
  }
}

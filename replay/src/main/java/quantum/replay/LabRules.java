package quantum.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import quantum.apply.ApplyLayerSettings;
import quantum.brain.HarvestBrainSettings;
import quantum.brain.decide.HarvestRules;
import quantum.bridge.IntentBridgeSettings;
import quantum.exitbrain.ExitBrainSettings;
import quantum.exitbrain.decide.ExitRules;
import quantum.kernel.exit.ExitPolicy;
import quantum.kernel.kill.KillReference;
import quantum.kernel.kill.KillRule;
import quantum.kernel.theta.Theta;
import quantum.kernel.value.Symbol;
import quantum.replay.market.MarketRules;
import quantum.replay.run.Backtest;
import quantum.runtime.Settings;
import quantum.runtime.settings.SharedSettings;
import quantum.runtime.settings.StatisticsSettings;

/**
 * The services' rules, read by the services' own readers from the services' own names. What is not
 * set is as the services have it, but for what makes a replay one: everything is live, every symbol
 * with prices is allowed, and nothing is too old.
 */
final class LabRules {
  static final String KILL_REFERENCE = "KILL_REFERENCE";

  private LabRules() {}

  /**
   * @param given settings by the names of the env files
   * @throws quantum.runtime.BadSettings naming each that is unknown or wrong, with what is allowed
   */
  static Backtest.Rules of(Map<String, String> given, Set<Symbol> symbols) {
    Map<String, String> all = new TreeMap<>();
    all.put("HARVEST_MODE", "live");
    all.put("EXITBRAIN_MODE", "live");
    all.put("EXITBRAIN_HOLD_INTERVAL_SEC", "0");
    all.put("ENTRY_MAX_AGE_SEC", "0");
    all.put(
        "INTENT_BRIDGE_ALLOWLIST",
        symbols.stream().map(Symbol::name).collect(Collectors.joining(",")));
    all.put("APPLY_ALLOWLIST", "*");
    all.putAll(given);
    Settings settings = Settings.of(all);
    List<String> names = new ArrayList<>(all.keySet());
    return settings.complete(
        names,
        () ->
            new Backtest.Rules(
                HarvestBrainSettings.rules(settings),
                IntentBridgeSettings.rules(settings),
                ApplyLayerSettings.paperRules(settings),
                settings.flag("APPLY_EXCHANGE_STOPS", true),
                ExitBrainSettings.rules(settings),
                market(settings)));
  }

  private static MarketRules market(Settings settings) {
    StatisticsSettings statistics = StatisticsSettings.read(settings);
    return new MarketRules(
        statistics.statistics(),
        statistics.references(),
        SharedSettings.marketMaxAgeMillis(settings));
  }

  /** Whether the kill score may close anything: nothing else asks for the market. */
  static boolean mayKill(Backtest.Rules rules) {
    return rules.exits().policy().killRule().reference() != KillReference.OFF;
  }

  /** The defaults with these tunables and this kill rule. */
  static Backtest.Rules of(boolean ladder, Theta theta, KillRule kill, Set<Symbol> symbols) {
    Backtest.Rules rules = of(Map.of("HARVEST_POLICY", ladder ? "ladder" : "kernel"), symbols);
    HarvestRules harvest = rules.harvest();
    ExitRules exits = rules.exits();
    return new Backtest.Rules(
        harvest.with(harvest.terms().by(theta).killedBy(kill)),
        rules.bridge(),
        rules.entries(),
        rules.exchangeStops(),
        new ExitRules(
            exits.mode(),
            new ExitPolicy(theta, kill, exits.policy().targetMode(), exits.policy().maxAgeSec()),
            exits.stopGraceMillis(),
            exits.baseTpPct(),
            exits.baseSlPct(),
            exits.holdIntervalMillis()),
        rules.market());
  }
}

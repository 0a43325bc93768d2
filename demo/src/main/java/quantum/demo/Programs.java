package quantum.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The program of each process of the suite, in the order of their start. */
final class Programs {
  private static final Map<String, String> MAINS = new LinkedHashMap<>();

  static {
    MAINS.put(Suite.PAPER_EXCHANGE, "quantum.paper.PaperExchange");
    MAINS.put(Suite.MARKET_STATE, "quantum.marketstate.MarketStateService");
    MAINS.put(Suite.INTENT_BRIDGE, "quantum.bridge.IntentBridge");
    MAINS.put(Suite.APPLY_LAYER, "quantum.apply.ApplyLayer");
    MAINS.put(Suite.HARVEST_BRAIN, "quantum.brain.HarvestBrain");
    MAINS.put(Suite.EXITBRAIN, "quantum.exitbrain.ExitBrain");
    MAINS.put(Suite.RISK_PROPOSAL, "quantum.riskproposal.RiskProposalService");
    MAINS.put(Suite.HARVEST_PROPOSAL, "quantum.harvestproposal.HarvestProposalPublisher");
    MAINS.put(Suite.TRADING_BOT, "quantum.tradingbot.TradingBot");
    MAINS.put(Suite.CONSOLE, "quantum.console.Console");
  }

  private Programs() {}

  static Set<String> names() {
    return Collections.unmodifiableSet(MAINS.keySet());
  }

  /** Started from the class path of this process, with the flags it is installed with. */
  static List<String> command(String name) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JvmFlags.of(name));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(MAINS.get(name));
    return command;
  }
}

package quantum.account.snapshot;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The services of the suite, in the order in which they are started. */
public enum SuiteService {
  PAPER_EXCHANGE("paper-exchange", "quantum-paper-exchange", Part.VENUE),
  MARKET_STATE("market-state", "quantum-marketstate", Part.CORE),
  INTENT_BRIDGE("intent-bridge", "quantum-intent-bridge", Part.CORE),
  APPLY_LAYER("apply-layer", "quantum-apply-layer", Part.CORE),
  HARVEST_BRAIN("harvest-brain", "quantum-harvest-brain", Part.CORE),
  EXITBRAIN("exitbrain", "quantum-exitbrain", Part.CORE),
  RISK_PROPOSAL("risk-proposal", "quantum-risk-proposal", Part.ADVISER),
  HARVEST_PROPOSAL("harvest-proposal-publisher", "quantum-harvest-proposal", Part.ADVISER),
  TRADING_BOT("trading-bot", "quantum-trading-bot", Part.ADVISER),
  ALERTS("alerts", "quantum-alerts", Part.ADVISER),
  CONSOLE("console", "quantum-console", Part.WINDOW);

  /** What the suite needs a service for. */
  public enum Part {
    /** Nothing is harvested without it. */
    CORE,
    /** It calculates, suggests or tells; positions are looked after without it. */
    ADVISER,
    /** It shows; nothing depends on it. */
    WINDOW,
    /** It stands in for the exchange and knows no Redis. */
    VENUE
  }

  private final String id;
  private final String unit;
  private final Part part;

  SuiteService(String id, String unit, Part part) {
    this.id = id;
    this.unit = unit;
    this.part = part;
  }

  /** Its name in {@code quantum:health:…}. */
  public String id() {
    return id;
  }

  /** Its systemd unit, without {@code .service}. */
  public String unit() {
    return unit;
  }

  /** As files in /etc/quantum are named: {@code harvest-brain} of harvest-brain.env. */
  public String file() {
    return unit.substring("quantum-".length());
  }

  public Part part() {
    return part;
  }

  /** Those that give a sign of life in Redis. */
  public static List<SuiteService> inRedis() {
    return Arrays.stream(values()).filter(service -> service.part != Part.VENUE).toList();
  }

  /** By the name in Redis, of the unit, or of the env file. */
  public static Optional<SuiteService> named(String name) {
    return Arrays.stream(values())
        .filter(it -> it.id.equals(name) || it.unit.equals(name) || it.file().equals(name))
        .findFirst();
  }
}

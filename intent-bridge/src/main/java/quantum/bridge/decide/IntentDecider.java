package quantum.bridge.decide;

import quantum.bridge.decide.BridgeDecision.Skip;
import quantum.contracts.ApplyPlan;
import quantum.contracts.SkipReason;
import quantum.contracts.TradeIntent;

/** What an intent becomes (SPEC §7, intent-bridge). A pure function. */
public final class IntentDecider {
  /** {@code source} of the plans made here. */
  static final String SOURCE = "intent_bridge";

  private final EntryDecider entries;

  public IntentDecider(BridgeRules rules) {
    this.entries = new EntryDecider(rules);
  }

  public BridgeDecision decide(TradeIntent intent, IntentContext context) {
    if (intent.dryRun()) {
      return new Skip(SkipReason.SKIP_DRY_RUN, "a suggestion of " + intent.source());
    }
    return switch (intent) {
      case TradeIntent.Entry entry -> entries.decide(entry, context);
      case TradeIntent.Exit exit -> unlessPaused(ExitMapping.map(exit, context), context);
    };
  }

  /**
   * An exit that waits for a list or a switch is a loss; profit that waits for the trader is his.
   */
  private static BridgeDecision unlessPaused(BridgeDecision decision, IntentContext context) {
    return decision instanceof BridgeDecision.Plan(ApplyPlan plan)
            && plan.isHarvest()
            && context.hand().paused(plan.header().symbol())
        ? new Skip(SkipReason.SKIP_PAUSED, "the symbol is paused")
        : decision;
  }

  /**
   * Whether deciding looks at the symbol's position, or its ticker for an entry; a key that is
   * broken counts as one that is not there.
   */
  public static boolean looksAtRedis(TradeIntent intent) {
    return switch (intent) {
      case TradeIntent.Entry entry -> true; // its price is held against the market's
      case TradeIntent.Exit exit -> ExitMapping.isSizedByPosition(exit);
    };
  }
}

package quantum.bridge;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import quantum.bridge.decide.BridgeDecision;
import quantum.bridge.decide.IntentContext;
import quantum.bridge.decide.IntentDecider;
import quantum.contracts.ApplyPlan;
import quantum.contracts.Decoded;
import quantum.contracts.Hand;
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.contracts.Ticker;
import quantum.contracts.TradeIntent;
import quantum.kernel.value.Symbol;
import quantum.runtime.BatchDecider;
import quantum.runtime.Commit;
import quantum.runtime.Health;
import quantum.runtime.Message;
import quantum.runtime.Published;
import quantum.runtime.Redis;
import quantum.runtime.StreamEntry;
import quantum.runtime.snapshot.Keys;
import quantum.runtime.snapshot.UnreadableKeys;

/** decode → decide → plan. Looks into Redis before a batch, writes only in its commit. */
final class IntentBridgePipeline implements BatchDecider<Lookups, TradeIntent> {
  private static final long SEEN_TTL_SECONDS = 86_400;

  private final IntentBridgeSettings settings;
  private final Names names;
  private final Keys keys;
  private final Clock clock;
  private final IntentDecider decider;

  IntentBridgePipeline(IntentBridgeSettings settings, Redis redis, Health health, Clock clock) {
    this.settings = settings;
    this.names = settings.names();
    this.keys = new Keys(redis, new UnreadableKeys(BridgeLog::badHash).counting(health.oddities()));
    this.clock = clock;
    this.decider = new IntentDecider(settings.rules());
  }

  @Override
  public Decoded<TradeIntent> decode(StreamEntry entry) {
    return TradeIntent.decode(entry.fields(), entry.id());
  }

  @Override
  public boolean isExit(TradeIntent intent) {
    return intent instanceof TradeIntent.Exit;
  }

  @Override
  public Lookups prepare(Lookups before, List<Message<TradeIntent>> batch) {
    Map<Symbol, Ticker> tickers = new HashMap<>();
    Map<Symbol, OpenPosition> positions = new HashMap<>();
    for (Message<TradeIntent> message : batch) {
      TradeIntent intent = message.value();
      if (IntentDecider.looksAtRedis(intent)) {
        Symbol symbol = intent.symbol();
        switch (intent) {
          case TradeIntent.Entry e ->
              keys.record(names.ticker(symbol), Ticker::decode)
                  .value()
                  .ifPresent(t -> tickers.put(symbol, t));
          case TradeIntent.Exit e ->
              keys.record(names.position(symbol), OpenPosition::decode)
                  .value()
                  .ifPresent(p -> positions.put(symbol, p));
        }
      }
    }
    return new Lookups(tickers, positions);
  }

  @Override
  public Lookups decide(Lookups lookups, Message<TradeIntent> message, Hand hand, Commit commit) {
    TradeIntent intent = message.value();
    String intentId = message.entry().id();
    IntentContext context =
        new IntentContext(
            lookups.ticker(intent.symbol()),
            lookups.position(intent.symbol()),
            hand,
            clock.millis(),
            intentId);
    switch (decider.decide(intent, context)) {
      case BridgeDecision.Plan(ApplyPlan plan) -> publish(plan, intentId, commit);
      case BridgeDecision.Skip skip ->
          commit.afterwards(() -> BridgeLog.skipped(intent, skip, intentId));
      case BridgeDecision.Refuse refusal -> throw new IllegalArgumentException(refusal.reason());
    }
    return lookups;
  }

  private void publish(ApplyPlan plan, String intentId, Commit commit) {
    Consumer<Commit> once =
        all ->
            all.publishOnce(
                settings.planStream(),
                settings.streamMaxLen(),
                plan.encode(),
                names.intentSeen(intentId),
                plan.header().planId().value(),
                SEEN_TTL_SECONDS);
    if (plan instanceof ApplyPlan.Entry) {
      once.accept(commit);
    } else {
      commit.optionally(once); // no mark of another type keeps a position from being closed
    }
    commit.afterwards(
        published -> {
          switch (published) {
            case Published.Entry e -> BridgeLog.planned(plan, intentId);
            case Published.Duplicate d -> BridgeLog.duplicate(plan.header().symbol(), intentId);
            case Published.Lost lost -> {} // only its mark can be left out
          }
        });
  }
}

package quantum.replay.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import quantum.brain.decide.BrainEffect;
import quantum.brain.decide.BrainState;
import quantum.brain.decide.FeedDecider;
import quantum.brain.decide.ResultBooker;
import quantum.bridge.decide.BridgeDecision;
import quantum.bridge.decide.IntentContext;
import quantum.bridge.decide.IntentDecider;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.Hand;
import quantum.contracts.OpenPosition;
import quantum.contracts.PriceUpdate;
import quantum.contracts.Ticker;
import quantum.contracts.TradeIntent;
import quantum.exitbrain.decide.ExitDecider;
import quantum.exitbrain.decide.ExitEffect;
import quantum.exitbrain.decide.ExitState;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.replay.entry.EntryOrder;
import quantum.replay.journal.Decision;
import quantum.replay.journal.Journal;

/**
 * The services' decisions one after the other, as in lockstep: harvest-brain decides on a price,
 * its intents become plans, the plans are carried out and booked, and only then exitbrain decides
 * on the same price.
 */
final class ServiceChain {
  private final ReplayExchange exchange;
  private final ReplayDesk desk;
  private final FeedDecider harvests;
  private final ResultBooker results;
  private final IntentDecider bridge;
  private final ExitDecider exits;
  private final BrainState brain = new BrainState().draft();
  private final ExitState watched = new ExitState().draft();
  private final Map<String, PositionId> marks = new HashMap<>();
  private final Deque<TradeIntent> intents = new ArrayDeque<>();
  private final Deque<ApplyPlan> plans = new ArrayDeque<>();
  private final Journal journal = new Journal();
  private final Consumer<Decision> listener;
  private Optional<Decision> refusal = Optional.empty();
  private long sequence;
  private long told;

  ServiceChain(
      ReplayExchange exchange, ReplayDesk desk, Backtest.Rules rules, Consumer<Decision> listener) {
    this.exchange = exchange;
    this.desk = desk;
    this.harvests = new FeedDecider(rules.harvest());
    this.results = new ResultBooker(rules.harvest());
    this.bridge = new IntentDecider(rules.bridge());
    this.exits = new ExitDecider(rules.exits());
    this.listener = listener;
  }

  Journal journal() {
    return journal;
  }

  /** The number of results so far: while it stays, no position and no stop has changed. */
  long told() {
    return told;
  }

  /**
   * Sends an entry.
   *
   * @param priced whether its symbol has a price that is young enough
   * @return why nothing was opened, if so
   */
  Optional<Decision> enter(EntryOrder entry, boolean priced) {
    refusal = Optional.empty();
    bridge(entry.intent(), priced);
    carryOut();
    return refusal;
  }

  /** What the kill score is fed with from now on. */
  void load(Map<Symbol, MarketConditions> market) {
    brain.loadMarkets(market);
    watched.load(market);
  }

  /** Both brains decide on a price, and what they decide is carried out. */
  void decide(PriceUpdate update) {
    harvests.onPrice(brain, update, true, Hand.FREE).forEach(this::apply);
    carryOut();
    for (ExitEffect effect : exits.onPrice(watched, update, true, Hand.FREE)) {
      if (effect instanceof ExitEffect.Ask ask) {
        plans.add(ask.plan());
      }
    }
    carryOut();
  }

  /** What the brains would ask for at a price. They are asked themselves, and remember nothing. */
  Intended intended(PriceUpdate update) {
    boolean acts = false;
    boolean heldBack = false;
    Optional<Price> stop = Optional.empty();
    for (BrainEffect effect : harvests.onPrice(brain.settled().draft(), update, true, Hand.FREE)) {
      switch (effect) {
        case BrainEffect.EmitPartial _, BrainEffect.EmitFullClose _ -> acts = true;
        case BrainEffect.EmitStopMove move -> stop = move.intent().stop();
        case BrainEffect.HeldBack _ -> heldBack = true;
        case BrainEffect.AskedAgain _,
            BrainEffect.FreezeRisk _,
            BrainEffect.KeepPosition _,
            BrainEffect.DropPosition _,
            BrainEffect.Remember _,
            BrainEffect.Opened _,
            BrainEffect.Evaluated _,
            BrainEffect.Booked _,
            BrainEffect.NotBooked _ -> {}
      }
    }
    for (ExitEffect effect : exits.onPrice(watched.settled().draft(), update, true, Hand.FREE)) {
      acts |= effect instanceof ExitEffect.Exit;
    }
    return new Intended(acts, stop, heldBack);
  }

  /**
   * @param acts whether something is to be closed, or a first stop set
   * @param stop where a stop is to be moved
   * @param heldBack whether a cap, and not the price, is why nothing is asked for
   */
  record Intended(boolean acts, Optional<Price> stop, boolean heldBack) {
    boolean isNothing() {
      return !acts && stop.isEmpty();
    }

    /** Whether this much of {@code end} is due already. */
    boolean reaches(Intended end) {
      return acts || stop.isPresent() && stop.equals(end.stop);
    }
  }

  private void apply(BrainEffect effect) {
    switch (effect) {
      case BrainEffect.EmitPartial e -> {
        if (isNew(e.dedup())) {
          intents.add(e.intent());
        }
      }
      case BrainEffect.EmitStopMove e -> intents.add(e.intent());
      case BrainEffect.EmitFullClose e -> intents.add(e.intent());
      case BrainEffect.FreezeRisk e -> {
        desk.freezeRisk(e.symbol(), e.entryRisk());
        watched.load(e.symbol(), desk.position(e.symbol()));
      }
      // foreign fills do not occur in a replay; the rest is for logs and for Redis
      case BrainEffect.AskedAgain e -> {} // nobody looks at the wall clock
      case BrainEffect.KeepPosition e -> {}
      case BrainEffect.DropPosition e -> {}
      case BrainEffect.Remember e -> {}
      case BrainEffect.Opened e -> {}
      case BrainEffect.Evaluated e -> {}
      case BrainEffect.HeldBack e -> {}
      case BrainEffect.Booked e -> {}
      case BrainEffect.NotBooked e -> {}
    }
  }

  private boolean isNew(BrainEffect.Dedup dedup) {
    String key =
        dedup.symbol() + ":" + dedup.intentType() + ':' + dedup.level() + ':' + dedup.pnlCents();
    if (dedup.released()) {
      marks.remove(key);
    }
    return !dedup.value().equals(marks.put(key, dedup.value()));
  }

  /** Intents become plans, plans results, until nothing is left to do. */
  private void carryOut() {
    while (!intents.isEmpty() || !plans.isEmpty()) {
      while (!intents.isEmpty()) {
        bridge(intents.poll(), true);
      }
      ApplyPlan plan = plans.poll();
      if (plan != null) {
        execute(plan);
      }
    }
  }

  private void bridge(TradeIntent intent, boolean priced) {
    Symbol symbol = intent.symbol();
    long now = intent.timestampMillis();
    Optional<Ticker> ticker =
        Optional.of(symbol)
            .filter(_ -> priced)
            .map(
                known ->
                    new Ticker(
                        exchange.price(known),
                        Optional.empty(),
                        exchange.pricedAtMillis(known),
                        now));
    IntentContext context =
        new IntentContext(ticker, desk.position(symbol), Hand.FREE, now, now + "-" + sequence++);
    switch (bridge.decide(intent, context)) {
      case BridgeDecision.Plan(ApplyPlan plan) -> plans.add(plan);
      case BridgeDecision.Skip skip -> refused(intent, skip.code().name(), skip.detail());
      case BridgeDecision.Refuse refuse -> refused(intent, Journal.REFUSED, refuse.reason());
    }
  }

  private void refused(TradeIntent intent, String action, String reason) {
    Symbol symbol = intent.symbol();
    Decision decision =
        new Decision(
            intent.timestampMillis(),
            symbol,
            intent instanceof TradeIntent.Entry entry
                ? Optional.of(entry.side())
                : Optional.empty(),
            Optional.of(symbol).filter(exchange::hasPrice).map(exchange::price),
            Optional.empty(),
            Optional.empty(),
            action,
            Optional.empty(),
            Optional.empty(),
            reason);
    if (intent instanceof TradeIntent.Entry) {
      refusal = Optional.of(decision);
    }
    listener.accept(decision);
  }

  private void execute(ApplyPlan plan) {
    journal.add(plan);
    List<ApplyPlan> followUps = new ArrayList<>();
    Optional<ApplyResult> result = desk.execute(plan, followUps);
    plans.addAll(followUps);
    result.ifPresent(ended -> told(ended, plan.header().planId().value(), ended));
  }

  /** What happened at the exchange without a plan. */
  void happened(ApplyResult result) {
    told(result, "event-" + sequence++, result);
  }

  /**
   * What happened without a plan, as the journal is to tell it.
   *
   * @param source becomes the action
   */
  void happened(ApplyResult result, String source, String reason) {
    told(result, "event-" + sequence++, Journal.renamed(result, source, reason));
  }

  /** Both brains hear of a result, and see the position as it is after it. */
  private void told(ApplyResult result, String id, ApplyResult noted) {
    told++;
    Symbol symbol = result.symbol();
    Optional<OpenPosition> now = desk.position(symbol);
    brain.load(symbol, now, Optional.empty());
    results.onResult(brain, result, id).forEach(this::apply);
    watched.load(symbol, now);
    exits.onResult(watched, result);
    journal.add(noted);
    Decision decision = journal.decision(noted);
    if (!result.isFill() && !desk.detail().isEmpty()) {
      decision = decision.because(decision.reason() + " " + desk.detail());
    }
    if (!result.reduceOnly() && !result.isFill()) {
      refusal = Optional.of(decision);
    }
    listener.accept(decision);
  }
}

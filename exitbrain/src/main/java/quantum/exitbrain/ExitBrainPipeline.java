package quantum.exitbrain;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.Evaluation;
import quantum.contracts.FeedEvent;
import quantum.contracts.PriceUpdate;
import quantum.exitbrain.decide.ExitDecider;
import quantum.exitbrain.decide.ExitEffect;
import quantum.exitbrain.decide.ExitState;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.value.Symbol;
import quantum.runtime.BatchDecider;
import quantum.runtime.Commit;
import quantum.runtime.Health;
import quantum.runtime.Message;
import quantum.runtime.Redis;
import quantum.runtime.StreamEntry;
import quantum.runtime.Throttle;
import quantum.runtime.snapshot.EvaluatedPosition;
import quantum.runtime.snapshot.MarketStates;
import quantum.runtime.snapshot.OpenPositions;
import quantum.runtime.snapshot.UnreadableKeys;

/**
 * decode → decide → plans. Reads from Redis happen before a batch ({@link #prepare}), writes only
 * in its commit.
 */
final class ExitBrainPipeline implements BatchDecider<Snapshot, FeedEvent> {
  private static final long RELOAD_MILLIS = 5_000;

  private final ExitBrainSettings settings;
  private final Clock clock;
  private final ExitDecider decider;
  private final OpenPositions positions;
  private final MarketStates markets;
  private final Throttle throttle;

  ExitBrainPipeline(ExitBrainSettings settings, Redis redis, Health health, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.throttle = new Throttle(clock);
    this.decider = new ExitDecider(settings.rules());
    var unreadable = new UnreadableKeys(ExitLog::unreadable).counting(health.oddities());
    this.positions = new OpenPositions(redis, settings.names(), unreadable);
    this.markets =
        new MarketStates(
            redis, settings.marketPrefixes(), settings.marketMaxAgeMillis(), unreadable);
  }

  @Override
  public Decoded<FeedEvent> decode(StreamEntry entry) {
    return entry.stream().equals(settings.priceStream())
        ? FeedEvent.decodePrice(entry.fields(), entry.id())
        : FeedEvent.decode(entry.fields(), entry.id());
  }

  /** The trade fields belong to the apply layer: what Redis says now is taken before deciding. */
  @Override
  public Snapshot prepare(Snapshot before, List<Message<FeedEvent>> batch) {
    ExitState next = before.exits().draft();
    long now = clock.millis();
    boolean marketsDue =
        settings.lockstep() || now - before.marketsAtMillis() >= settings.marketRefreshMillis();
    Set<Symbol> changed = new TreeSet<>();
    Map<Symbol, Long> newest = new HashMap<>();
    for (Message<FeedEvent> message : batch) {
      switch (message.value()) {
        case ApplyResult result -> changed.add(result.symbol());
        case PriceUpdate price -> newest.merge(price.symbol(), price.timestampMillis(), Math::max);
      }
    }
    long positionsAt = before.positionsAtMillis();
    if (settings.lockstep() || now - positionsAt >= RELOAD_MILLIS) {
      Set<Symbol> open = positions.symbols().orElseGet(next::openSymbols);
      next.keepOnly(open);
      changed.addAll(open);
      positionsAt = now;
    }
    positions
        .loadEvaluated(changed)
        .forEach(
            (symbol, open) ->
                next.load(
                    symbol,
                    open.map(EvaluatedPosition::position),
                    open.flatMap(EvaluatedPosition::evaluation)
                        .map(Evaluation::killMemory)
                        .orElse(KillMemory.NONE)));
    long marketsAt = before.marketsAtMillis();
    if (marketsDue) {
      loadMarkets(next, newest, now);
      marketsAt = now;
    }
    return new Snapshot(next.settled(), positionsAt, marketsAt);
  }

  /** The kill switch does not stop exits (SPEC §8). */
  @Override
  public Snapshot decide(
      Snapshot snapshot, Message<FeedEvent> message, boolean killed, Commit commit) {
    ExitState next = snapshot.exits().draft();
    switch (message.value()) {
      case ApplyResult result ->
          decider.onResult(next, result).forEach(effect -> apply(effect, commit));
      case PriceUpdate update -> {
        for (ExitEffect effect : decider.onPrice(next, update, isFresh(update))) {
          apply(effect, commit);
        }
      }
    }
    return snapshot.with(next);
  }

  @Override
  public Snapshot finish(Snapshot snapshot, boolean killed, Commit commit) {
    return snapshot.with(snapshot.exits().settled());
  }

  private void apply(ExitEffect effect, Commit commit) {
    switch (effect) {
      case ExitEffect.Ask ask -> {
        publish(ask, commit);
        commit.afterwards(() -> ExitLog.asked(ask, settings.rules()));
      }
      case ExitEffect.Unprotected unprotected ->
          commit.afterwards(() -> ExitLog.unprotected(unprotected));
      case ExitEffect.HeldBack heldBack -> commit.afterwards(() -> ExitLog.heldBack(heldBack));
    }
  }

  private void publish(ExitEffect.Ask ask, Commit commit) {
    switch (settings.rules().mode()) {
      case LIVE ->
          commit.publish(settings.planStream(), settings.streamMaxLen(), ask.plan().encode());
      case SHADOW ->
          commit.publish(
              settings.suggestionStream(), settings.streamMaxLen(), ask.plan().encodeSuggestion());
    }
  }

  private boolean isFresh(PriceUpdate update) {
    return settings.freshSeconds() == 0
        || clock.millis() - update.timestampMillis() <= settings.freshSeconds() * 1000L;
  }

  /** A market state is as old as it is to the symbol's newest price, this batch's included. */
  private void loadMarkets(ExitState state, Map<Symbol, Long> newest, long now) {
    Map<Symbol, Long> at = new HashMap<>();
    for (Symbol symbol : state.openSymbols()) {
      long known = state.newestPriceMillis(symbol).orElse(Long.MIN_VALUE);
      long latest = Math.max(known, newest.getOrDefault(symbol, Long.MIN_VALUE));
      at.put(symbol, latest == Long.MIN_VALUE ? now : latest);
    }
    Map<Symbol, MarketConditions> fresh = markets.fresh(at);
    state.load(fresh);
    Set<Symbol> neutral = new TreeSet<>(at.keySet());
    neutral.removeAll(fresh.keySet());
    if (!neutral.isEmpty() && throttle.allows("neutral markets")) {
      ExitLog.neutralMarket(neutral);
    }
  }
}

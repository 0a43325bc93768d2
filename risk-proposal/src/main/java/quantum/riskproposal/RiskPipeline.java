package quantum.riskproposal;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import quantum.contracts.Evaluation;
import quantum.contracts.OpenPosition;
import quantum.contracts.Ticker;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.value.Symbol;
import quantum.riskproposal.decide.RiskDecider;
import quantum.riskproposal.decide.RiskDecision;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.Throttle;
import quantum.runtime.snapshot.MarketStates;
import quantum.runtime.snapshot.OpenPositions;
import quantum.runtime.snapshot.Records;
import quantum.runtime.snapshot.Unreadable;

/** One round: read what is open and what the market does → decide → write. */
final class RiskPipeline {
  private final RiskDecider decider;
  private final Health health;
  private final Throttle throttle;
  private final OpenPositions positions;
  private final Records<Evaluation> evaluations;
  private final Records<Ticker> tickers;
  private final MarketStates markets;
  private final ProposalStore store;

  RiskPipeline(RiskProposalSettings settings, Redis redis, Health health, Clock clock) {
    this.decider = new RiskDecider(settings.parameters());
    this.health = health;
    this.throttle = new Throttle(clock);
    Unreadable unreadable = ((Unreadable) this::unreadable).counting(health.oddities());
    this.positions = new OpenPositions(redis, settings.names(), unreadable);
    this.evaluations =
        new Records<>(
            redis,
            settings.names()::position,
            (symbol, hash) -> Evaluation.decode(hash),
            unreadable);
    this.tickers =
        new Records<>(
            redis, settings.names()::ticker, (symbol, hash) -> Ticker.decode(hash), unreadable);
    this.markets =
        new MarketStates(
            redis, settings.marketPrefixes(), settings.marketMaxAgeMillis(), unreadable);
    this.store = new ProposalStore(redis, settings, health.alarms());
  }

  void round() {
    Optional<Set<Symbol>> open = positions.symbols();
    if (open.isEmpty()) {
      return; // not knowing what is open, nothing is withdrawn either
    }
    for (RiskDecision decision : decide(open.get())) {
      switch (decision) {
        case RiskDecision.Propose(var proposal) -> {
          if (store.put(proposal)) {
            health.event(proposal.updatedAtMillis());
            RiskLog.proposed(proposal);
          }
        }
        case RiskDecision.Withdraw(Symbol symbol) -> {
          if (store.remove(symbol)) {
            RiskLog.withdrawn(symbol);
          }
        }
        case RiskDecision.Keep(Symbol symbol, String why) -> {
          if (throttle.allows(symbol.name())) {
            RiskLog.kept(symbol, why);
          }
        }
      }
    }
  }

  private List<RiskDecision> decide(Set<Symbol> open) {
    Map<Symbol, Optional<OpenPosition>> held = positions.load(open);
    Map<Symbol, Optional<Evaluation>> seen = evaluations.load(held.keySet());
    Map<Symbol, Optional<Ticker>> prices = tickers.load(held.keySet());
    Map<Symbol, Long> at = new HashMap<>();
    prices.forEach(
        (symbol, ticker) -> ticker.ifPresent(price -> at.put(symbol, price.timestampMillis())));
    Map<Symbol, MarketConditions> market = markets.fresh(at);

    List<RiskDecision> decisions = new ArrayList<>();
    Set<Symbol> gone = new TreeSet<>(store.proposed());
    gone.removeAll(open);
    for (Symbol symbol : new TreeSet<>(held.keySet())) {
      Optional<OpenPosition> position = held.get(symbol);
      if (position.isEmpty()) {
        gone.add(symbol);
        continue;
      }
      decisions.add(
          decider.decide(
              position.get().position(),
              seen.getOrDefault(symbol, Optional.empty()),
              prices.getOrDefault(symbol, Optional.empty()),
              Optional.ofNullable(market.get(symbol))));
    }
    gone.forEach(symbol -> decisions.add(new RiskDecision.Withdraw(symbol)));
    return decisions;
  }

  private void unreadable(String key, String why) {
    if (throttle.allows(key)) {
      RiskLog.unreadable(key, why);
    }
  }
}

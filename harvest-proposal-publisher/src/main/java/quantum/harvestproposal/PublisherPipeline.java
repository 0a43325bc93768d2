package quantum.harvestproposal;

import io.lettuce.core.RedisException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import quantum.contracts.Alarm;
import quantum.contracts.HarvestOverrides;
import quantum.contracts.HarvestProposal;
import quantum.contracts.RiskProposal;
import quantum.harvestproposal.decide.Choice;
import quantum.harvestproposal.decide.Proposer;
import quantum.harvestproposal.decide.Sightings;
import quantum.harvestproposal.decide.Subject;
import quantum.harvestproposal.decide.Told;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;
import quantum.runtime.CommitOutcome;
import quantum.runtime.Commits;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;
import quantum.runtime.Throttle;
import quantum.runtime.snapshot.HarvestConfigs;
import quantum.runtime.snapshot.MarketStates;
import quantum.runtime.snapshot.OpenPositions;
import quantum.runtime.snapshot.Records;
import quantum.runtime.snapshot.RiskProposals;
import quantum.runtime.snapshot.Unreadable;

/**
 * One cycle: positions, market, risk → kernel → hash and stream, one commit per symbol. Nothing is
 * remembered from cycle to cycle but what the log has said and which symbols have a proposal: what
 * was published stands in Redis, and is found there at the start.
 */
final class PublisherPipeline {
  /** Trimming in whole nodes leaves up to 99 entries more than asked for; SPEC allows 10 000. */
  private static final long STREAM_MAX_LEN = 9_900;

  private final PublisherSettings settings;
  private final Clock clock;
  private final Health health;
  private final Throttle throttle;
  private final OpenPositions open;
  private final PositionSightings sightings;
  private final MarketStates markets;
  private final RiskProposals risks;
  private final HarvestConfigs configs;
  private final Records<HarvestProposal> proposals;
  private final Commits commits;
  private final PublishedProposals published;
  private final Map<Symbol, Told> told = new HashMap<>();

  PublisherPipeline(PublisherSettings settings, Redis redis, Health health, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.health = health;
    this.throttle = new Throttle(clock);
    Unreadable unreadable = ((Unreadable) this::unreadable).counting(health.oddities());
    this.open = new OpenPositions(redis, settings.names(), unreadable);
    this.sightings = new PositionSightings(redis, settings.names(), settings.source(), unreadable);
    this.markets =
        new MarketStates(
            redis, settings.marketPrefixes(), settings.marketMaxAgeMillis(), unreadable);
    this.risks =
        new RiskProposals(redis, settings.riskPrefix(), settings.marketMaxAgeMillis(), unreadable);
    this.configs = new HarvestConfigs(redis, settings.names(), unreadable);
    this.proposals = new Records<>(redis, this::key, HarvestProposal::decode, unreadable);
    this.commits = new Commits(redis);
    this.published = new PublishedProposals(redis, settings.proposalPrefix());
  }

  /**
   * A cycle of its own beside the running service: what others have published is not its matter.
   */
  void only() {
    publish(wanted());
  }

  void cycle() {
    try {
      Set<Symbol> symbols = wanted();
      withdrawOthers(symbols);
      publish(symbols);
    } catch (RedisException | RedisUnavailable e) {
      published.forget();
      throw e;
    }
  }

  private Set<Symbol> wanted() {
    return settings.symbols().isEmpty() ? open.symbols().orElse(Set.of()) : settings.symbols();
  }

  /** Proposals of symbols that are not asked for any more, for a position that has been closed. */
  private void withdrawOthers(Set<Symbol> symbols) {
    Set<Symbol> others = new TreeSet<>(published.symbols());
    others.removeAll(symbols);
    if (!others.isEmpty()) {
      sightings.of(others).stream()
          .filter(seen -> seen.isFlat(clock.millis()))
          .forEach(seen -> withdraw(seen.symbol()));
    }
  }

  private void publish(Set<Symbol> symbols) {
    Map<Symbol, Subject> subjects = choose(sightings.of(symbols));
    Map<Symbol, Long> at = new HashMap<>();
    subjects.forEach((symbol, subject) -> at.put(symbol, subject.atMillis()));
    Map<Symbol, MarketConditions> market = markets.fresh(at);
    Map<Symbol, RiskProposal> risk = risks.fresh(at);
    Map<Symbol, Optional<HarvestOverrides>> config = configs.load(subjects.keySet());
    Map<Symbol, Optional<HarvestProposal>> before = proposals.load(subjects.keySet());
    for (Symbol symbol : symbols) {
      Subject subject = subjects.get(symbol);
      if (subject == null) {
        continue;
      }
      Optional<MarketConditions> conditions = Optional.ofNullable(market.get(symbol));
      if (conditions.isEmpty() && !subject.isSynthetic()) {
        skip(symbol, "no fresh market state");
        continue;
      }
      HarvestProposal proposal =
          proposerFor(symbol, config.getOrDefault(symbol, Optional.empty()))
              .propose(
                  subject,
                  conditions.orElse(MarketConditions.NEUTRAL),
                  Optional.ofNullable(risk.get(symbol)),
                  clock.millis());
      write(proposal, before.getOrDefault(symbol, Optional.empty()));
      health.event(subject.atMillis());
    }
  }

  /** Overrides that are refused are named, and the service's own tunables stand. */
  private Proposer proposerFor(Symbol symbol, Optional<HarvestOverrides> overrides) {
    if (overrides.isEmpty()) {
      return settings.proposer();
    }
    try {
      return settings.proposer().with(overrides.get());
    } catch (IllegalArgumentException e) {
      unreadable("overrides of " + symbol, e.getMessage());
      return settings.proposer();
    }
  }

  private Map<Symbol, Subject> choose(List<Sightings> all) {
    Map<Symbol, Subject> chosen = new HashMap<>();
    for (Sightings seen : all) {
      long now = clock.millis();
      Choice choice = seen.choose(settings.source(), now);
      seen.countsLast(choice, settings.source(), now)
          .filter(_ -> throttle.allows(seen.symbol() + " counts last"))
          .ifPresent(why -> PublisherLog.countsLast(seen.symbol(), why));
      switch (choice) {
        case Choice.Chosen(Subject subject) -> chosen.put(seen.symbol(), subject);
        case Choice.Skipped(String why) -> skip(seen.symbol(), why);
        case Choice.Flat(String why) -> {
          skip(seen.symbol(), why);
          if (published.symbols().contains(seen.symbol())) {
            withdraw(seen.symbol());
          }
        }
      }
    }
    return chosen;
  }

  private void withdraw(Symbol symbol) {
    String key = key(symbol);
    boolean streamed =
        settings.enableStream() && execute(withdrawal(key, symbol, true), key, settings.stream());
    if (!streamed) {
      execute(withdrawal(key, symbol, false), key);
    }
  }

  private Commit withdrawal(String key, Symbol symbol, boolean streamed) {
    Commit commit = new Commit().del(key);
    if (streamed) {
      commit.publish(
          settings.stream(),
          STREAM_MAX_LEN,
          HarvestProposal.encodeWithdrawal(symbol, clock.millis()));
    }
    return commit.afterwards(
        () -> {
          published.remove(symbol);
          told.remove(symbol);
          PublisherLog.withdrawn(symbol);
        });
  }

  private void write(HarvestProposal proposal, Optional<HarvestProposal> before) {
    String key = key(proposal.symbol());
    if (!settings.rule().isNews(proposal, before)) {
      execute(
          new Commit().hset(key, HarvestProposal.encodeRefresh(proposal.lastUpdateMillis())), key);
      return;
    }
    boolean streamed =
        settings.enableStream()
            && execute(publication(key, proposal, true), key, settings.stream());
    if (!streamed) {
      execute(publication(key, proposal, false), key); // a spoiled stream must not hide the hash
    }
  }

  private Commit publication(String key, HarvestProposal proposal, boolean streamed) {
    Commit commit = new Commit().hset(key, proposal.encode());
    if (streamed) {
      commit.publish(settings.stream(), STREAM_MAX_LEN, proposal.encodeEntry());
    }
    return commit.afterwards(() -> tell(proposal));
  }

  private void tell(HarvestProposal proposal) {
    published.add(proposal.symbol());
    if (Told.isWorthALine(proposal, Optional.ofNullable(told.get(proposal.symbol())))) {
      told.put(proposal.symbol(), Told.of(proposal));
      PublisherLog.published(proposal);
    }
  }

  /** Whether it happened; a key of the wrong type is named. */
  private boolean execute(Commit commit, String... keys) {
    try {
      return executed(commit, keys);
    } catch (RedisUnavailable e) {
      if (!e.isAboutAKey()) {
        throw e;
      }
      health
          .alarms()
          .raise(
              Alarm.KEY_NOT_WRITTEN.of(settings.stream()),
              "[PROPOSAL]",
              settings.stream(),
              e.getMessage());
      return false;
    }
  }

  private boolean executed(Commit commit, String... keys) {
    return switch (commits.execute(commit)) {
      case CommitOutcome.Done _ -> {
        List.of(keys).forEach(key -> health.alarms().end(Alarm.KEY_NOT_WRITTEN.of(key)));
        yield true;
      }
      case CommitOutcome.WrongType(String spoiled, String found) -> {
        health
            .alarms()
            .raise(Alarm.KEY_NOT_WRITTEN.of(spoiled), "[PROPOSAL]", spoiled, "a " + found);
        yield false;
      }
      case CommitOutcome.StateChanged _ ->
          throw new IllegalStateException("proposals assume no state");
    };
  }

  private String key(Symbol symbol) {
    return settings.proposalPrefix() + symbol;
  }

  private void skip(Symbol symbol, String why) {
    if (throttle.allows(symbol.name())) {
      PublisherLog.skipped(symbol, why);
    }
  }

  private void unreadable(String key, String why) {
    if (throttle.allows(key)) {
      PublisherLog.unreadable(key, why);
    }
  }
}

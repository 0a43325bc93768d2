package quantum.harvestproposal;

import io.lettuce.core.StreamMessage;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.contracts.Decoded;
import quantum.contracts.Evaluation;
import quantum.contracts.ForeignPosition;
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.contracts.Ticker;
import quantum.harvestproposal.decide.Lookup;
import quantum.harvestproposal.decide.PositionSource;
import quantum.harvestproposal.decide.Sightings;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.Keys;
import quantum.runtime.snapshot.OpenPositions;
import quantum.runtime.snapshot.Records;
import quantum.runtime.snapshot.Unreadable;

/** Reads what Redis says about the positions of many symbols. */
final class PositionSightings {
  /** How far back the execution stream is searched for a symbol's newest fill. */
  private static final int EXECUTIONS = 1_000;

  private final Keys keys;
  private final String executionStream;
  private final PositionSource source;
  private final Unreadable unreadable;
  private final OpenPositions own;
  private final Records<Evaluation> evaluations;
  private final Records<ForeignPosition> states;
  private final Records<Ticker> tickers;

  PositionSightings(Redis redis, Names names, PositionSource source, Unreadable unreadable) {
    this.keys = new Keys(redis, unreadable);
    this.executionStream = names.execution();
    this.source = source;
    this.unreadable = unreadable;
    this.own = new OpenPositions(redis, names, unreadable);
    this.evaluations =
        new Records<>(
            redis, names::position, (symbol, hash) -> Evaluation.decode(hash), unreadable);
    this.states = new Records<>(redis, names::foreignPosition, ForeignPosition::decode, unreadable);
    this.tickers =
        new Records<>(redis, names::ticker, (symbol, hash) -> Ticker.decode(hash), unreadable);
  }

  List<Sightings> of(Collection<Symbol> symbols) {
    Map<Symbol, Optional<OpenPosition>> positions = own.load(symbols);
    Map<Symbol, Optional<Evaluation>> seen = evaluations.load(symbols);
    Map<Symbol, Optional<ForeignPosition>> foreign = states.load(symbols);
    Map<Symbol, Optional<Ticker>> prices = tickers.load(symbols);
    Optional<Map<Symbol, ForeignPosition>> executions =
        source.order().contains(PositionSource.REDIS_STREAM)
            ? newestExecutions()
            : Optional.of(Map.of());
    return symbols.stream()
        .map(
            symbol ->
                new Sightings(
                    symbol,
                    Lookup.in(foreign, symbol),
                    Lookup.in(positions, symbol),
                    seen.getOrDefault(symbol, Optional.empty()),
                    execution(executions, symbol),
                    prices.getOrDefault(symbol, Optional.empty())))
        .toList();
  }

  private static Lookup<ForeignPosition> execution(
      Optional<Map<Symbol, ForeignPosition>> executions, Symbol symbol) {
    if (executions.isEmpty()) {
      return new Lookup.Unreadable<>();
    }
    ForeignPosition told = executions.get().get(symbol);
    return told == null ? new Lookup.Missing<>() : new Lookup.Found<>(told);
  }

  /** Empty if the key is no stream. */
  private Optional<Map<Symbol, ForeignPosition>> newestExecutions() {
    Optional<List<StreamMessage<String, String>>> entries =
        keys.newest(executionStream, EXECUTIONS).value();
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    Map<Symbol, ForeignPosition> newest = new HashMap<>();
    for (StreamMessage<String, String> entry : entries.get()) {
      switch (ForeignPosition.decodeExecution(entry.getBody(), entry.getId())) {
        case Decoded.Ok<Optional<ForeignPosition>>(Optional<ForeignPosition> told, _) ->
            told.ifPresent(position -> newest.putIfAbsent(position.symbol(), position));
        case Decoded.Bad<Optional<ForeignPosition>> bad ->
            unreadable.found(executionStream + ' ' + entry.getId(), bad.reason());
      }
    }
    return Optional.of(newest);
  }
}

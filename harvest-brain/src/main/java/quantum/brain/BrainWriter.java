package quantum.brain;

import java.util.List;
import java.util.Map;
import quantum.brain.decide.BrainEffect;
import quantum.brain.decide.BrainState;
import quantum.contracts.HarvestHistory;
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.contracts.TradeIntent;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;
import quantum.runtime.Commit;
import quantum.runtime.Published;

/**
 * What a decision writes and publishes, and what is said once that has happened. Everything goes to
 * the commit; what may be left out where a key is of another type goes there optionally.
 */
final class BrainWriter {
  /** As many results as their stream keeps: read again from its beginning, none counts twice. */
  private static final int TRADES_KEPT = 10_000;

  private final HarvestBrainSettings settings;
  private final Names names;
  private final Alarms alarms;

  BrainWriter(HarvestBrainSettings settings, Alarms alarms) {
    this.settings = settings;
    this.names = settings.names();
    this.alarms = alarms;
  }

  void write(List<BrainEffect> effects, Commit commit) {
    for (BrainEffect effect : effects) {
      switch (effect) {
        case BrainEffect.EmitPartial e -> emitPartial(e, commit);
        case BrainEffect.EmitStopMove e -> {
          publish(e.intent(), commit);
          commit.afterwards(() -> HarvestLog.stopMove(e));
        }
        case BrainEffect.EmitFullClose e -> {
          publish(e.intent(), commit);
          commit.afterwards(() -> HarvestLog.fullClose(e));
        }
        case BrainEffect.AskedAgain e -> {
          publish(e.intent(), commit);
          commit.afterwards(
              () -> alarms.raise(e.unanswered(), e.ask().what(), e.times(), e.seconds(), e.plan()));
        }
        case BrainEffect.FreezeRisk e -> {
          update(e.symbol(), e.position(), OpenPosition.encodeEntryRisk(e.entryRisk()), commit);
          commit.afterwards(() -> HarvestLog.riskFrozen(e));
        }
        case BrainEffect.KeepPosition e -> keep(e, commit);
        case BrainEffect.DropPosition e -> drop(e, commit);
        case BrainEffect.Remember e -> remember(e, commit);
        case BrainEffect.Booked e -> book(e, commit);
        case BrainEffect.Opened e -> commit.afterwards(() -> HarvestLog.opened(e));
        case BrainEffect.Evaluated e -> commit.afterwards(() -> HarvestLog.evaluated(e));
        case BrainEffect.HeldBack e -> commit.afterwards(() -> HarvestLog.heldBack(e));
        case BrainEffect.NotBooked e -> commit.afterwards(() -> HarvestLog.notBooked(e));
      }
    }
  }

  /** The last price per symbol is written once, though every price was decided on. */
  void writeTouched(BrainState state, Commit commit) {
    state
        .touchedEvaluations()
        .forEach(
            (symbol, evaluation) ->
                update(symbol, evaluation.positionId(), evaluation.encode(), commit));
    state
        .touchedLedgers()
        .forEach((symbol, ledger) -> commit.hset(names.ledger(symbol), ledger.encode()));
  }

  /** Fields of a position's hash, unless it is another position's by now. */
  private void update(
      Symbol symbol, PositionId position, Map<String, String> fields, Commit commit) {
    commit.optionally(
        spare ->
            spare.hsetIf(
                names.position(symbol),
                OpenPosition.POSITION_ID,
                position.value(),
                fields,
                OpenPosition.TTL_SECONDS));
  }

  private void keep(BrainEffect.KeepPosition e, Commit commit) {
    Symbol symbol = e.position().position().symbol();
    String key = names.position(symbol);
    if (e.opened()) {
      commit
          .del(key)
          .hset(key, e.position().encode(), OpenPosition.TTL_SECONDS)
          .optionally(spare -> spare.sadd(names.positionsOpen(), symbol.name()));
    } else {
      // the apply layer may have adopted it since it was read: from then on the fields are its own
      commit.optionally(
          spare ->
              spare.hsetIf(
                  key,
                  OpenPosition.SOURCE,
                  OpenPosition.SOURCE_BRAIN,
                  e.position().encode(),
                  OpenPosition.TTL_SECONDS));
    }
  }

  private void drop(BrainEffect.DropPosition e, Commit commit) {
    commit.optionally(
        spare ->
            spare
                .delIf(names.position(e.symbol()), OpenPosition.POSITION_ID, e.position().value())
                .srem(names.positionsOpen(), e.symbol().name()));
  }

  private void remember(BrainEffect.Remember e, Commit commit) {
    commit.optionally(
        spare ->
            spare.zaddNewest(
                names.history(e.harvest().symbol()),
                e.harvest().timestampMillis() / 1000.0,
                HarvestHistory.member(e.harvest()),
                HarvestHistory.KEPT));
  }

  private void book(BrainEffect.Booked e, Commit commit) {
    commit.optionally(
        spare ->
            e.trades()
                .forEach(
                    trade ->
                        spare.zaddNewest(
                            names.booked(e.symbol()), e.atMillis() / 1000.0, trade, TRADES_KEPT)));
  }

  private void emitPartial(BrainEffect.EmitPartial e, Commit commit) {
    BrainEffect.Dedup dedup = e.dedup();
    String key =
        names.harvestDedup(dedup.symbol(), dedup.intentType(), dedup.level(), dedup.pnlCents());
    if (dedup.released()) {
      commit.del(key);
    }
    commit
        .optionally(
            marked ->
                marked.publishOnce(
                    target(e.intent()),
                    settings.streamMaxLen(),
                    e.intent().encode(),
                    key,
                    dedup.value().value(),
                    settings.dedupTtlSeconds()))
        .afterwards(
            published -> {
              switch (published) {
                case Published.Entry entry -> HarvestLog.partial(e);
                case Published.Duplicate duplicate -> HarvestLog.duplicate(duplicate.dedupKey());
                case Published.Lost lost -> {} // only its mark can be left out
              }
            });
  }

  private void publish(TradeIntent.Exit intent, Commit commit) {
    commit.publish(target(intent), settings.streamMaxLen(), intent.encode());
  }

  private String target(TradeIntent.Exit intent) {
    return intent.dryRun() ? settings.suggestionStream() : settings.intentStream();
  }
}

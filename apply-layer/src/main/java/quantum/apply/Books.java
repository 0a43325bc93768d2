package quantum.apply;

import java.util.List;
import java.util.Optional;
import quantum.apply.decide.Accounts;
import quantum.apply.decide.OrderFill;
import quantum.apply.decide.PaidFees;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.ClosedPosition;
import quantum.contracts.OpenPosition;
import quantum.contracts.PositionAccount;
import quantum.contracts.Unpriced;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;

/**
 * Keeps the accounts of positions: whatever is booked goes into the same commit here, so a position
 * ends and its record is written together or not at all. Runs inside the symbol's lane only.
 */
final class Books {
  private final LedgerStore ledger;
  private final ApplyStore store;
  private final ApplyLayerSettings settings;

  Books(LedgerStore ledger, ApplyStore store, ApplyLayerSettings settings) {
    this.ledger = ledger;
    this.store = store;
    this.settings = settings;
  }

  /** A position that an entry has opened. */
  void opened(Commit commit, ApplyPlan.Entry plan, OpenPosition after, ApplyResult result) {
    Symbol symbol = after.position().symbol();
    PositionAccount carried = ledger.carried(symbol);
    ledger.keep(
        commit,
        symbol,
        carried
            .opened(plan.levels().stopLoss(), plan.features().regime())
            .after(result, after.position().side()));
    bear(commit, symbol, carried);
  }

  /** The plan of a position that trades alone told of. */
  void opened(Commit commit, ApplyPlan.Entry plan, OpenPosition found) {
    ledger.keep(
        commit,
        found.position().symbol(),
        ledger.known(found).account().opened(plan.levels().stopLoss(), plan.features().regime()));
  }

  /**
   * What a commit books.
   *
   * @param before as it was open
   * @param entries what it publishes, oldest first
   * @param after as it is open afterwards, written by the same commit before this
   */
  void booked(
      Commit commit,
      Optional<OpenPosition> before,
      List<Accounts.Entry> entries,
      Optional<OpenPosition> after) {
    if (entries.isEmpty()) {
      return;
    }
    Symbol symbol = entries.getFirst().result().symbol();
    PositionAccount carried = ledger.carried(symbol);
    Accounts accounts = Accounts.after(before.map(ledger::known), carried, entries, after);
    accounts.open().ifPresent(account -> ledger.keep(commit, symbol, account));
    accounts.closed().forEach(closed -> end(commit, closed));
    if (accounts.carried().isPresent()) {
      ledger.carry(commit, symbol, accounts.carried().get());
    } else if (begins(before, after)) {
      bear(commit, symbol, carried);
    }
  }

  private static boolean begins(Optional<OpenPosition> before, Optional<OpenPosition> after) {
    return after
        .filter(
            open ->
                before
                    .filter(known -> known.position().id().equals(open.position().id()))
                    .isEmpty())
        .isPresent();
  }

  private void bear(Commit commit, Symbol symbol, PositionAccount carried) {
    if (!carried.equals(PositionAccount.NEW)) {
      ledger.bear(commit, symbol);
    }
  }

  private void end(Commit commit, ClosedPosition closed) {
    ledger.add(commit, closed, settings.streamMaxLen());
    commit.afterwards(() -> ApplyLog.ended(closed));
  }

  /** The end of a position whose hash is lost; not of one that is known to have ended. */
  void endedUnknown(Commit commit, ApplyResult result, String reason) {
    if (result.positionId().filter(id -> ledger.closed(id).isPresent()).isEmpty()) {
      booked(
          commit, Optional.empty(), List.of(new Accounts.Entry(result, reason)), Optional.empty());
    }
  }

  /** What a fill brings to a position that has ended otherwise meanwhile. */
  void amended(Commit commit, ApplyResult result) {
    result.positionId().flatMap(ledger::closed).ifPresent(member -> amend(commit, member, result));
  }

  private void amend(Commit commit, LedgerStore.Member member, ApplyResult result) {
    ClosedPosition now = member.position().amended(result);
    ledger.replace(commit, member, now, settings.streamMaxLen());
    commit.afterwards(() -> ApplyLog.amended(now));
  }

  /** Notes which fees of an order wait for a price. */
  void owe(Commit commit, ApplyResult result, OrderFill fill) {
    fill.fees().later().forEach(fee -> owe(commit, result, fee));
  }

  /** The same of trades without a plan: the result that names a trade is about its position. */
  void owe(Commit commit, List<ApplyResult> results, List<PaidFees.Unpriced> fees) {
    for (PaidFees.Unpriced fee : fees) {
      results.stream()
          .filter(result -> result.execution().tradeIds().contains(fee.trade().value()))
          .findFirst()
          .ifPresent(result -> owe(commit, result, fee));
    }
  }

  private void owe(Commit commit, ApplyResult result, PaidFees.Unpriced fee) {
    Symbol symbol = result.symbol();
    Optional<PositionId> position = result.positionId();
    Optional<Side> side = result.positionSide();
    if (position.isPresent() && side.isPresent()) {
      ledger.owe(
          commit,
          new Unpriced(
              symbol.name() + ':' + fee.trade(),
              symbol,
              position.get(),
              side.get(),
              Unpriced.Kind.COMMISSION,
              fee.asset(),
              fee.amount(),
              fee.timeMillis()));
    }
  }

  /**
   * What is known only now of a position that may have ended: it is published, and added to its
   * account or to its record.
   */
  void late(Commit commit, ApplyResult result) {
    commit.publish(settings.resultStream(), settings.streamMaxLen(), result.encode());
    PositionId id = result.positionId().orElseThrow();
    Optional<OpenPosition> open =
        store.position(result.symbol()).filter(one -> one.position().id().equals(id));
    if (open.isPresent()) {
      ledger.keep(
          commit,
          result.symbol(),
          ledger.known(open.get()).account().after(result, open.get().position().side()));
    } else {
      ledger.closed(id).ifPresent(member -> amend(commit, member, result));
    }
  }
}

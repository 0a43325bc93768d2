package quantum.apply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import quantum.apply.decide.Accounts;
import quantum.contracts.ClosedPosition;
import quantum.contracts.Decoded;
import quantum.contracts.Evaluation;
import quantum.contracts.LimitsRecord;
import quantum.contracts.Names;
import quantum.contracts.OpenPosition;
import quantum.contracts.PositionAccount;
import quantum.contracts.Unpriced;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;
import quantum.runtime.Oddities;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.Keys;
import quantum.runtime.snapshot.UnreadableKeys;

/** What Redis keeps of money: accounts of positions, those that have ended, what is still owed. */
final class LedgerStore {
  private static final String UP_TO = "upto";
  private static final int LOOKED_AT = 100;

  private final Keys keys;
  private final Names names;

  LedgerStore(Redis redis, Names names, Oddities oddities) {
    this.keys = new Keys(redis, new UnreadableKeys(ApplyLog::badHash).counting(oddities));
    this.names = names;
  }

  // ---- positions

  /** The account of a position that is open, with what harvest-brain has seen of it. */
  Accounts.Known known(OpenPosition open) {
    Map<String, String> fields =
        keys.hash(names.position(open.position().symbol())).value().orElse(Map.of());
    boolean same =
        open.position().id().value().equals(fields.get(OpenPosition.POSITION_ID))
            || !fields.containsKey(OpenPosition.POSITION_ID);
    return new Accounts.Known(
        open,
        same ? PositionAccount.decode(fields) : PositionAccount.NEW,
        same ? seen(fields, open.position().id()) : Optional.empty());
  }

  /** What a position that begins now bears of one that nobody kept. */
  PositionAccount carried(Symbol symbol) {
    return keys.hash(names.applyCarried(symbol))
        .value()
        .map(PositionAccount::decode)
        .map(PositionAccount::costs)
        .orElse(PositionAccount.NEW);
  }

  Commit carry(Commit commit, Symbol symbol, PositionAccount costs) {
    return commit.optionally(spare -> spare.hset(names.applyCarried(symbol), costs.encode()));
  }

  Commit bear(Commit commit, Symbol symbol) {
    return commit.del(names.applyCarried(symbol));
  }

  private static Optional<Evaluation> seen(Map<String, String> fields, PositionId id) {
    return Evaluation.decode(fields) instanceof Decoded.Ok<Optional<Evaluation>>(var found, var odd)
        ? found.filter(seen -> seen.positionId().equals(id))
        : Optional.empty();
  }

  Commit keep(Commit commit, Symbol symbol, PositionAccount account) {
    return commit.optionally(
        spare -> spare.hset(names.position(symbol), account.encode(), OpenPosition.TTL_SECONDS));
  }

  // ---- positions that have ended

  /** A record as it stands in the sorted set. */
  record Member(String text, ClosedPosition position) {}

  /** Adds one that has just ended. */
  Commit add(Commit commit, ClosedPosition closed, long maxLen) {
    return commit.optionally(
        spare ->
            spare
                .zaddNewest(
                    names.positionsClosed(),
                    closed.closedAtMillis() / 1000.0,
                    closed.member(),
                    ClosedPosition.KEPT)
                .publish(names.positionClosed(), maxLen, closed.encode()));
  }

  /** Puts a corrected record in the place of what stood there. */
  Commit replace(Commit commit, Member before, ClosedPosition now, long maxLen) {
    commit.optionally(spare -> spare.zrem(names.positionsClosed(), before.text()));
    return add(commit, now, maxLen);
  }

  Optional<Member> closed(PositionId id) {
    String mention = "\"" + id.value() + "\"";
    for (int from = 0; from < ClosedPosition.KEPT; from += LOOKED_AT) {
      List<String> members = members(from);
      for (String text : members) {
        if (text.contains(mention)) {
          Optional<Member> found = member(text).filter(one -> one.position().id().equals(id));
          if (found.isPresent()) {
            return found;
          }
        }
      }
      if (members.size() < LOOKED_AT) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Those of a symbol that ended at a time or later, newest first. */
  List<ClosedPosition> closedSince(Symbol symbol, long sinceMillis) {
    List<ClosedPosition> found = new ArrayList<>();
    for (int from = 0; from < ClosedPosition.KEPT; from += LOOKED_AT) {
      List<String> members = members(from);
      for (String text : members) {
        Optional<ClosedPosition> one = member(text).map(Member::position);
        if (one.filter(closed -> closed.closedAtMillis() < sinceMillis).isPresent()) {
          return found;
        }
        one.filter(closed -> closed.symbol().equals(symbol)).ifPresent(found::add);
      }
      if (members.size() < LOOKED_AT) {
        return found;
      }
    }
    return found;
  }

  /** When the oldest of the newest that have ended was opened, epoch milliseconds. */
  OptionalLong earliestOpening() {
    return members(0).stream()
        .flatMap(text -> member(text).stream())
        .mapToLong(one -> one.position().openedAtMillis())
        .min();
  }

  private List<String> members(int from) {
    return keys.newestMembers(names.positionsClosed(), from, LOOKED_AT).value().orElse(List.of());
  }

  /** What is no record is somebody else's member, and left alone. */
  private static Optional<Member> member(String text) {
    return ClosedPosition.ofMember(text) instanceof Decoded.Ok<ClosedPosition>(var closed, var odd)
        ? Optional.of(new Member(text, closed))
        : Optional.empty();
  }

  /** Positions that ended with a loss after all costs, the newest ones, up to one that did not. */
  int lossesInARow(long sinceMillis) {
    int losses = 0;
    for (int from = 0; from < ClosedPosition.KEPT; from += LOOKED_AT) {
      List<String> members = members(from);
      for (String text : members) {
        Optional<ClosedPosition> closed = member(text).map(Member::position);
        if (closed.isEmpty()) {
          continue;
        }
        if (closed.get().closedAtMillis() <= sinceMillis || closed.get().netPnl().signum() >= 0) {
          return losses;
        }
        losses++;
      }
      if (members.size() < LOOKED_AT) {
        break;
      }
    }
    return losses;
  }

  // ---- the limits of the account

  Optional<LimitsRecord> limits() {
    return keys.record(names.limits(), LimitsRecord::decode).value();
  }

  Commit keep(Commit commit, LimitsRecord limits) {
    return commit.del(names.limits()).hset(names.limits(), limits.encode());
  }

  // ---- what has no price yet

  List<Unpriced> unpriced() {
    return keys.hash(names.applyUnpriced()).value().orElse(Map.of()).entrySet().stream()
        .flatMap(field -> Unpriced.decode(field.getKey(), field.getValue()).stream())
        .toList();
  }

  Commit owe(Commit commit, Unpriced owed) {
    return commit.optionally(spare -> spare.hset(names.applyUnpriced(), owed.encode()));
  }

  Commit paid(Commit commit, Unpriced owed) {
    return commit.optionally(spare -> spare.hdel(names.applyUnpriced(), List.of(owed.id())));
  }

  // ---- funding

  /**
   * Which fundings are known.
   *
   * @param ids the venue's, with their time
   * @param upToMillis none that was not listed before is older; empty before the first was asked
   *     for
   */
  record Funded(Map<String, Long> ids, OptionalLong upToMillis) {
    boolean has(String id) {
      return ids.containsKey(id);
    }
  }

  Funded funded() {
    Map<String, Long> ids = new HashMap<>();
    keys.hash(names.applyFunding())
        .value()
        .orElse(Map.of())
        .forEach(
            (id, millis) -> {
              if (millis.matches("\\d{1,18}")) {
                ids.put(id, Long.valueOf(millis));
              }
            });
    Long upTo = ids.remove(UP_TO);
    return new Funded(ids, upTo == null ? OptionalLong.empty() : OptionalLong.of(upTo));
  }

  /** That it is booked is part of what books it. */
  Commit funded(Commit commit, String id, long timeMillis) {
    return commit.hset(names.applyFunding(), Map.of(id, Long.toString(timeMillis)));
  }

  Commit fundedUpTo(Commit commit, long millis, Set<String> forgotten) {
    return commit
        .hset(names.applyFunding(), Map.of(UP_TO, Long.toString(millis)))
        .hdel(names.applyFunding(), forgotten);
  }
}

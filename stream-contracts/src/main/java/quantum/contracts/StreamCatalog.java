package quantum.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Symbol;

/**
 * What stands in Redis, for people: every stream and key with its writer, readers and the fields
 * that the codecs write. {@code docs/streams.md} is generated from it, and a test compares it with
 * the codecs, so it cannot fall behind them.
 */
public final class StreamCatalog {
  /** The type of a key, as Redis names it. */
  public enum Type {
    STREAM,
    HASH,
    STRING,
    SET,
    LIST,
    ZSET
  }

  /**
   * A stream or key.
   *
   * @param name with placeholders in braces for what varies
   * @param kept how long, or how many
   * @param fields empty where the value is no record
   */
  public record Entry(
      String name,
      Type type,
      String writer,
      String readers,
      String kept,
      String meaning,
      List<Field<?>> fields) {
    public Entry {
      fields = List.copyOf(fields);
    }
  }

  private static final Names NAMES = new Names(Names.DEFAULT_NAMESPACE);
  private static final Symbol SYMBOL = Symbol.of("SYMBOL");
  private static final PlanId PLAN = new PlanId("PLAN_ID");

  public static final Entry TRADE_INTENT =
      stream(
          NAMES.tradeIntent(),
          "harvest-brain (live), signal services, operators",
          "intent-bridge",
          "about 10 000 entries",
          "What somebody wants: open a position, or take profit from one",
          IntentCodec.FIELDS);

  public static final Entry HARVEST_SUGGESTIONS =
      stream(
          NAMES.harvestSuggestions(),
          "harvest-brain and exitbrain, in shadow mode",
          "people",
          "about 10 000 entries",
          "What would have been asked for in live mode: the fields of `trade.intent` from"
              + " harvest-brain, those of `apply.plan` from exitbrain, with `dry_run=true`",
          List.of());

  public static final Entry APPLY_PLAN =
      stream(
          NAMES.applyPlan(),
          "intent-bridge, exitbrain (live), apply-layer (a fill beyond its own stop, a stop that cannot"
              + " rest), operators",
          "apply-layer",
          "about 10 000 entries",
          "What the apply layer shall do; each entry ends in exactly one result, HOLD in none",
          PlanCodec.FIELDS);

  public static final Entry APPLY_RESULT =
      stream(
          NAMES.applyResult(),
          "apply-layer; foreign executors and operators (also prices)",
          "harvest-brain, exitbrain, quantum-alerts",
          "about 10 000 entries",
          "How each plan ended, and what happened at the exchange without a plan",
          ApplyResult.FIELDS);

  public static final Entry POSITION_CLOSED =
      stream(
          NAMES.positionClosed(),
          "apply-layer, in the commit that books the end",
          "people, the command `quantum`",
          "about 10 000 entries",
          "Every position that has ended, and once more, whole, with `amendments` above 0 whenever what"
              + " came later corrected it: the last entry of a `position_id` counts",
          ClosedPosition.FIELDS);

  public static final Entry PRICE_UPDATE =
      stream(
          NAMES.priceUpdate(),
          "market-state",
          "harvest-brain, exitbrain; apply-layer looks at the newest entry's age",
          "the last 10 minutes (wall clock of the ids) and at least about 100 000 entries; at most about"
              + " 1 000 000 (PRICE_STREAM_MAXLEN of market-state)",
          "Mark prices, one a second and symbol",
          PriceUpdate.FIELDS);

  public static final Entry DEAD_LETTER =
      stream(
          NAMES.deadLetter(),
          "every consumer",
          "people",
          "about 10 000 entries",
          "Entries that nobody could use, put aside in the same step that acknowledges them. The"
              + " entry's own fields follow; one with a name of these four becomes"
              + " `original.<name>`",
          DeadLetter.FIELDS);

  public static final Entry ALERT =
      stream(
          NAMES.alert(),
          "every service; for units that failed `quantum alert unit-failed`, for tests `quantum alert test`",
          "quantum-alerts, people, monitors",
          "about 10 000 entries",
          "Every alarm of the logs: one entry a cause and minute, and one when it is over",
          Alert.FIELDS);

  public static final Entry ALERTS_STATE =
      key(
          NAMES.alertsState(),
          Type.STRING,
          "quantum-alerts, in the commit that acknowledges what it heard",
          "quantum-alerts after a restart",
          "30 days after the last change",
          "What stands and was told, what waits to be grouped, and what the daily summary counts, as"
              + " JSON. Without it alarms that stand are told once more");

  public static final Entry ALERTS_OUTBOX =
      key(
          NAMES.alertsOutbox("{channel}"),
          Type.HASH,
          "quantum-alerts",
          "quantum-alerts, people",
          "each message until its channel has taken it; the newest 200",
          "Messages that telegram, webhook or ntfy has not taken yet: by number, as JSON");

  public static final Entry ALERTS_CHANNEL =
      hash(
          NAMES.alertsChannel("{channel}"),
          "quantum-alerts",
          "quantum-alerts after a restart, `quantum alert test`, people",
          "while the channel is set up",
          "How a channel is doing",
          AlertChannel.FIELDS);

  public static final Entry POSITION =
      hash(
          NAMES.position(SYMBOL),
          "apply-layer; harvest-brain for positions of foreign fills, and entry_risk where nobody"
              + " had frozen it",
          "all services, people",
          "24 h, renewed by every write and by apply-layer while the position is open; deleted by"
              + " the full close",
          "Trade fields of an open position",
          OpenPosition.FIELDS);

  public static final Entry EVALUATION =
      hash(
          NAMES.position(SYMBOL),
          "harvest-brain",
          "harvest-brain after a restart, people",
          "with the trade fields; written only while position_id is the same",
          "Evaluation fields of the same hash",
          Evaluation.FIELDS);

  public static final Entry ACCOUNT =
      hash(
          NAMES.position(SYMBOL),
          "apply-layer",
          "apply-layer, people",
          "with the trade fields",
          "Costs of the position so far, and how it was filled, in the same hash",
          PositionAccount.FIELDS);

  public static final Entry POSITIONS_CLOSED =
      key(
          NAMES.positionsClosed(),
          Type.ZSET,
          "apply-layer, in the commit that books the end",
          "people, the command `quantum`",
          "the newest 10 000",
          "Positions that have ended: score = `closed_at`, member = the fields of"
              + " `position.closed` as JSON, one a position; corrected in place by what comes later");

  public static final Entry APPLY_CARRIED =
      hash(
          NAMES.applyCarried(SYMBOL),
          "apply-layer",
          "apply-layer",
          "until the next position of the symbol begins, which bears it",
          "What others paid for what they opened just before a fill of ours, which was netted with it"
              + " before anybody kept it as a position",
          PositionAccount.FIELDS);

  public static final Entry APPLY_UNPRICED =
      key(
          NAMES.applyUnpriced(),
          Type.HASH,
          "apply-layer",
          "apply-layer",
          "until the asset's price of that minute is known",
          "Fees and funding in an asset without a price in USD so far, by the id of the trade or"
              + " income: `SYMBOL|position_id|SIDE|COMMISSION or FUNDING|ASSET|amount|time in ms`");

  public static final Entry APPLY_FUNDING =
      key(
          NAMES.applyFunding(),
          Type.HASH,
          "apply-layer",
          "apply-layer",
          "an hour longer than it can be asked for again",
          "Fundings that are booked, or known to be nobody's: the venue's id, and its time in ms;"
              + " `upto` is the time that all are known up to");

  public static final Entry APPLY_BOOKED =
      key(
          NAMES.applyBooked(),
          Type.HASH,
          "apply-layer",
          "apply-layer",
          "for ever, one field a symbol",
          "The newest trade id of each symbol that is booked: no trade is booked twice, also after"
              + " its position is gone");

  public static final Entry APPLY_UNBOOKED =
      key(
          NAMES.applyUnbooked(),
          Type.HASH,
          "apply-layer",
          "apply-layer",
          "until the trades have come",
          "By order id, fills whose trades, fees and profit are not known yet:"
              + " `SYMBOL|plan_id|position_id|SIDE|reduce_only|qty`");

  public static final Entry POSITIONS_OPEN =
      key(
          NAMES.positionsOpen(),
          Type.SET,
          "apply-layer; harvest-brain for foreign fills",
          "all services",
          "a symbol while its position is open",
          "Symbols with an open position: nobody scans keys in a loop");

  public static final Entry LEDGER =
      hash(
          NAMES.ledger(SYMBOL),
          "harvest-brain",
          "harvest-brain, people",
          "for ever",
          "What the symbol has earned, all positions together",
          Ledger.FIELDS);

  public static final Entry TICKER =
      hash(
          NAMES.ticker(SYMBOL),
          "market-state",
          "intent-bridge, apply-layer",
          "for ever",
          "The last mark price, for whoever needs one now",
          Ticker.FIELDS);

  public static final Entry MARKET_STATE =
      hash(
          NAMES.marketStatePrefix() + SYMBOL,
          "market-state",
          "harvest-brain, exitbrain, risk-proposal, harvest-proposal-publisher, people",
          "replaced every minute; older than 300 s counts as missing",
          "Statistics of one-minute closes; `"
              + NAMES.marketPrefix()
              + "{SYMBOL}` has the same fields and is read where this one is missing. While too few"
              + " closes are known it says `state=warming_up` and has none of the numbers",
          MarketStateHash.FIELDS);

  public static final Entry MINUTES =
      key(
          NAMES.minutes("{venue}", SYMBOL),
          Type.LIST,
          "market-state",
          "market-state after a restart",
          "the minutes that decide about a market state; 2 days after the last",
          "Closed minutes, each `open time in ms:close`, so that a restart asks the venue for what"
              + " is missing only");

  public static final Entry REST_WEIGHT =
      key(
          NAMES.restWeight("{venue}"),
          Type.HASH,
          "market-state, trading-bot",
          "market-state, trading-bot",
          "2 min",
          "Request weight used of the venue's running minute: `minute` since the epoch, `used`, by"
              + " our count or the venue's word, whichever is more");

  public static final Entry RISK_PROPOSAL =
      hash(
          NAMES.riskProposalPrefix() + SYMBOL,
          "risk-proposal",
          "harvest-brain (stop distance of a position without a stop), harvest-proposal-publisher,"
              + " people",
          "while the position is open",
          "Stop, target and trail that the market suggests: a proposal, nobody trades on it",
          RiskProposal.FIELDS);

  public static final Entry HARVEST_PROPOSAL =
      hash(
          NAMES.harvestProposalPrefix() + SYMBOL,
          "harvest-proposal-publisher",
          "people",
          "until it is replaced, or its position closed; last_update_epoch tells whether it is looked"
              + " after",
          "What the kernel would do with the position now: nobody trades on it",
          HarvestProposal.FIELDS);

  public static final Entry HARVEST_PROPOSALS =
      stream(
          NAMES.harvestProposals(),
          "harvest-proposal-publisher, if ENABLE_STREAM",
          "people",
          "at most 10 000 entries",
          "Every publication of a harvest proposal. `harvest_action=WITHDRAWN` (with `symbol`,"
              + " `computed_at_utc` and `last_update_epoch` alone): the position is closed, the hash"
              + " deleted",
          Stream.concat(Stream.of(Fields.SYMBOL), HarvestProposal.FIELDS.stream()).toList());

  public static final Entry FOREIGN_POSITION =
      hash(
          NAMES.foreignPosition(SYMBOL),
          "other executors",
          "harvest-proposal-publisher: before the position of the suite if it was told at most 60 s"
              + " ago, else last",
          "their matter",
          "A position as another executor tells it",
          ForeignCodec.FIELDS);

  public static final Entry EXECUTION =
      stream(
          NAMES.execution(),
          "other executors",
          "harvest-proposal-publisher, if it looks for positions there",
          "their matter",
          "Fills of other executors, in the shapes of `apply.result`",
          List.of());

  public static final Entry HISTORY =
      key(
          NAMES.history(SYMBOL),
          Type.ZSET,
          "harvest-brain",
          "people",
          "the newest " + HarvestHistory.KEPT,
          "Executed harvests: score = event time in seconds, member = the result's fields as JSON");

  public static final Entry BOOKED =
      key(
          NAMES.booked(SYMBOL),
          Type.ZSET,
          "harvest-brain",
          "harvest-brain",
          "the newest 10 000",
          "Trades that are in the ledger, each once: score = event time in seconds, member = the"
              + " trade's id and + (opened) or - (reduced)");

  public static final Entry DEDUP =
      key(
          NAMES.harvestDedup(SYMBOL, "{intent_type}", "{r_level}", "{pnl}"),
          Type.STRING,
          "harvest-brain",
          "harvest-brain",
          "900 s (`DEDUP_TTL_SEC`)",
          "The position_id that took the level; pnl = whole-position profit at that level and"
              + " initial quantity, in cents. Only an equal value is a duplicate");

  public static final Entry SEEN =
      key(
          NAMES.intentSeen("{stream_id}"),
          Type.STRING,
          "intent-bridge",
          "intent-bridge",
          "86 400 s",
          "The plan that the intent became");

  public static final Entry DONE =
      key(
          NAMES.applyDone(PLAN),
          Type.STRING,
          "apply-layer",
          "apply-layer",
          "600 s",
          "The plan was filled or refused for good; not set by errors that may be retried");

  public static final Entry INFLIGHT =
      hash(
          NAMES.applyInflight(PLAN),
          "apply-layer",
          "apply-layer",
          "until the plan's result, at most 7 days",
          "An order that may be at the exchange: it is asked for before anything is sent again",
          Inflight.FIELDS);

  public static final Entry COOLDOWN =
      key(
          NAMES.cooldown(SYMBOL),
          Type.STRING,
          "apply-layer; operators",
          "apply-layer",
          Cooldown.SECONDS + " s",
          "Event time (epoch s) of the open or full close that started it; whether an entry is too"
              + " early is judged by event time. A value that is no time counts while it lives");

  public static final Entry BOT_ENTRY =
      key(
          NAMES.botEntry(SYMBOL),
          Type.STRING,
          "trading-bot, in the step that sends the entry",
          "trading-bot",
          "BOT_COOLDOWN_SEC and two minutes",
          "Close time (epoch s) of the candle that the symbol's newest entry came from; its cooldown"
              + " is judged by event time. Delete it to end the cooldown");

  public static final Entry HARVEST_CONFIG =
      hash(
          NAMES.harvestConfig(SYMBOL),
          "operators",
          "harvest-brain",
          "until deleted",
          "Settings of one symbol in place of the service's, picked up while it runs. One field that"
              + " is unknown or not allowed makes harvest-brain refuse the whole hash, say so and"
              + " keep the last valid one",
          HarvestOverrides.FIELDS);

  public static final Entry KILL =
      key(
          NAMES.kill(),
          Type.STRING,
          "operators",
          "harvest-brain, trading-bot, intent-bridge, apply-layer",
          "until deleted",
          "Stops harvesting and opening; stops and exits go on. Off when missing, empty, `0`, `false`,"
              + " `off` or `no`, in any case; anything else is on, and so is a key of another type");

  public static final Entry HALT =
      hash(
          NAMES.halt(),
          "operators (`quantum halt`, `quantum flatten`), apply-layer",
          "trading-bot, intent-bridge, apply-layer, people",
          "until it is cleared (`quantum resume`); not in force any more after `until`",
          "No entry is executed, exits go on. The key being there is the halt: one of another type,"
              + " or with fields that cannot be read, is in force without an end",
          Halt.FIELDS);

  public static final Entry FLATTEN =
      hash(
          NAMES.flatten(),
          "operators (`quantum flatten`), apply-layer",
          "apply-layer, people",
          "until it is cleared (`quantum resume`) or given again",
          "The order to close everything. apply-layer works it off until the exchange says flat, also"
              + " after a restart, and writes what became of each symbol. A key of another type is"
              + " no order",
          Flatten.FIELDS);

  public static final Entry PAUSE =
      hash(
          NAMES.pause(SYMBOL),
          "operators (`quantum pause`)",
          "harvest-brain, exitbrain, trading-bot, intent-bridge, apply-layer, people",
          "until it is cleared (`quantum unpause`); not in force any more after `until`",
          "No entry and no harvest of this symbol; its stop stays, and acts. In force as"
              + " `quantum:halt` is",
          Halt.FIELDS);

  public static final Entry HEALTH =
      hash(
          NAMES.health("{service}"),
          "every service",
          "people, monitors; apply-layer reads exitbrain's",
          HealthRecord.TTL_SECONDS + " s, written every 2 s",
          "A service's sign of life",
          HealthRecord.FIELDS);

  public static final Entry LIMITS =
      hash(
          NAMES.limits(),
          "apply-layer",
          "apply-layer, people, the command `quantum`",
          "for ever; written every 10 s while a LIMIT_… is set",
          "How far the account is from the limits that stop it. Without it everything counts from"
              + " the next look on",
          LimitsRecord.FIELDS);

  public static final Entry LIQUIDATION =
      key(
          NAMES.liquidation(),
          Type.HASH,
          "apply-layer",
          "people, quantum-console",
          "for ever; written with each comparison of all positions (APPLY_RECONCILE_SEC)",
          "The mark price at which the exchange takes over each position, as it said last: a field"
              + " `SYMBOL:LONG` or `SYMBOL:SHORT` for each that a price reaches, and `updated_at`,"
              + " wall clock. Only shown; what is older than 5 min says nothing");

  public static final Entry LEASE =
      hash(
          NAMES.lease("{service}"),
          "every service but paper-exchange, which knows no Redis",
          "other instances of the service, people, the command `quantum`",
          "for ever; held for 6 s, renewed every 2 s",
          "Which instance of the service acts. The other ones stand by until it has ended. Do not"
              + " delete it while one runs: another one might take over",
          LeaseRecord.FIELDS);

  public static final Entry STANDBY =
      hash(
          NAMES.standby("{service}"),
          "instances of a service that stand by; the one that wrote last shows",
          "people, the command `quantum`",
          HealthRecord.TTL_SECONDS + " s, written every 2 s",
          "The sign of life of an instance that stands by: the fields of `quantum:health:{service}`,"
              + " with `state=standby` and, in `reason`, who acts since when",
          HealthRecord.FIELDS);

  public static final Entry SETTINGS =
      key(
          NAMES.settings("{service}"),
          Type.HASH,
          "every service but paper-exchange, which knows no Redis",
          "people, the command `quantum`",
          HealthRecord.TTL_SECONDS + " s, renewed with the sign of life",
          "What the service runs with: each of its settings by name, defaults included, secrets as"
              + " `****`. Only shown; to change one, change the service's environment and restart"
              + " it");

  private StreamCatalog() {}

  public static List<Entry> streams() {
    return all().stream().filter(entry -> entry.type() == Type.STREAM).toList();
  }

  public static List<Entry> keys() {
    return all().stream().filter(entry -> entry.type() != Type.STREAM).toList();
  }

  private static List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    all.addAll(List.of(TRADE_INTENT, APPLY_PLAN, APPLY_RESULT, POSITION_CLOSED, PRICE_UPDATE));
    all.addAll(List.of(HARVEST_SUGGESTIONS, HARVEST_PROPOSALS, EXECUTION, DEAD_LETTER, ALERT));
    all.addAll(List.of(POSITION, EVALUATION, ACCOUNT, POSITIONS_OPEN, POSITIONS_CLOSED, LEDGER));
    all.addAll(List.of(HISTORY, BOOKED));
    all.addAll(List.of(TICKER, MARKET_STATE, MINUTES, REST_WEIGHT));
    all.addAll(List.of(RISK_PROPOSAL, HARVEST_PROPOSAL, FOREIGN_POSITION));
    all.add(HARVEST_CONFIG);
    all.addAll(List.of(DEDUP, SEEN, DONE, INFLIGHT, APPLY_BOOKED, APPLY_UNBOOKED));
    all.addAll(List.of(APPLY_CARRIED, APPLY_UNPRICED, APPLY_FUNDING));
    all.addAll(List.of(COOLDOWN, BOT_ENTRY, KILL, HALT, FLATTEN, PAUSE));
    all.addAll(List.of(ALERTS_STATE, ALERTS_OUTBOX, ALERTS_CHANNEL));
    all.addAll(List.of(LIMITS, LIQUIDATION, HEALTH, LEASE, STANDBY, SETTINGS));
    return all;
  }

  private static Entry stream(
      String name,
      String writer,
      String readers,
      String kept,
      String meaning,
      List<Field<?>> fields) {
    return new Entry(name, Type.STREAM, writer, readers, kept, meaning, fields);
  }

  private static Entry hash(
      String name,
      String writer,
      String readers,
      String kept,
      String meaning,
      List<Field<?>> fields) {
    return new Entry(braced(name), Type.HASH, writer, readers, kept, meaning, fields);
  }

  private static Entry key(
      String name, Type type, String writer, String readers, String kept, String meaning) {
    return new Entry(braced(name), type, writer, readers, kept, meaning, List.of());
  }

  /** Names are made by {@link Names} as well, so that they cannot differ from the real ones. */
  private static String braced(String name) {
    return name.replace("SYMBOL", "{SYMBOL}").replace("PLAN_ID", "{plan_id}");
  }
}

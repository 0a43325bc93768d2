package quantum.contracts;

import java.util.Optional;
import quantum.kernel.value.Symbol;

/**
 * Every kind of alarm: its line, how bad it is, and its row of docs/runbook.md, which a test
 * compares. A line reads {@code [ALARM] } and the text with its gaps filled.
 */
public enum Alarm {
  PRICES_SILENT(
      Severity.CRITICAL,
      Course.LASTS,
      "{}: position open and no price for {} s",
      "only a stop that rests at the exchange acts: kill score, targets and the stop's second watch do not",
      "`journalctl -u quantum-marketstate -n 50`: is the venue reachable, is the symbol listed?"
          + " Restart quantum-marketstate; else close by hand. \"prices are back\" ends it"),
  PRICES_LATE(
      Severity.CRITICAL,
      Course.LASTS,
      "{}: position open and its price is {} s late",
      "a stop is judged by what the market was seconds ago: market-state cannot follow, or the venue"
          + " tells late",
      "`systemctl status quantum-marketstate` has the reason; `top`: does the machine have a core"
          + " to spare? Watch fewer symbols (`SYMBOLS`), or give it more memory (`-Xmx` in `jvm/marketstate.args`)"),
  PRICES_STALE(
      Severity.CRITICAL,
      Course.LASTS,
      "{}: position open and all its prices count as stale, the newest is {} s {} the clock",
      "the brain decides nothing on prices so far from the clock of its machine: its stop is watched"
          + " by the exchange alone",
      "`timedatectl`: is the clock right? If it is, market-state tells late: `journalctl -u"
          + " quantum-marketstate -n 50`. \"RESOLVED\" ends it"),
  UNANSWERED(
      Severity.CRITICAL,
      Course.LASTS,
      "{}: {} was asked for {} times in {} s and is not answered, plan_id={}",
      "a stop move, a tranche (its level) or a full close has no result. It is asked for every 30 s"
          + " under the same plan id, which is carried out once",
      "`systemctl status quantum-apply-layer quantum-intent-bridge`; `redis-cli XINFO GROUPS"
          + " quantum:stream:apply.plan` (and trade.intent): does somebody read them? Look at the"
          + " position at the exchange, close by hand what must not wait"),
  EXIT_FAILED(
      Severity.CRITICAL,
      Course.LASTS,
      "{}: exit failed {} times, position_id={}: {}",
      "a close was refused again and again; the reason is the exchange's own. Whoever asked for it"
          + " asks again. SKIP_CLOSE_QTY_ZERO: what is left is below the least order",
      "the code stands below. Close by hand if it does not pass: the reconciliation books it"),
  STOP_MISSING(
      Severity.CRITICAL,
      Course.LASTS,
      "{}: stop {} does not rest at the exchange for {} s: {}",
      "the position is protected by exitbrain's watch alone; the line has the reason. It is tried"
          + " again, and after STOP_FAILURE_SEC the position is closed (STOP_FAILURE=close)",
      "the exchange's code stands below. `systemctl status quantum-exitbrain`: is it live? Place a"
          + " stop by hand at the exchange if it lasts"),
  WATCHER(
      Severity.CRITICAL,
      Course.LASTS,
      "exitbrain does not watch the {} open positions: it {}",
      "stops that rest at the exchange act without it; kill score, targets, age and every stop that"
          + " does not rest there do not",
      "`systemctl status quantum-exitbrain`; EXITBRAIN_MODE=live in `exitbrain.env`; `redis-cli"
          + " HGETALL quantum:health:exitbrain` shows `mode` and `watched_at`"),
  STREAM_DEAD(
      Severity.WARNING,
      Course.LASTS,
      "the exchange's private stream is dead for {} s with {} positions open",
      "what is done by hand, by a liquidation or by a stop is booked by the comparison each minute"
          + " instead of within a second; exits ask before they are sent",
      "network; API key. `journalctl -u quantum-apply-layer | grep '\\[VENUE\\]'` says why it does"
          + " not connect"),
  FORCED(
      Severity.CRITICAL,
      Course.HAPPENED,
      "{}: the exchange closes the position itself: {}",
      "LIQUIDATION, AUTO_DELEVERAGING or SETTLEMENT: it was not asked for by anybody here; it is"
          + " booked from its trades",
      "look at the account's margin and at the other positions"),
  LIMIT_REACHED(
      Severity.CRITICAL,
      Course.HAPPENED,
      "a limit is reached, the account is {}: {}",
      "LIMIT_… of apply-layer: no entry is executed any more; exits go on. The line has the"
          + " arithmetic. A halt for the day's loss ends at 00:00 UTC, the others by `quantum resume`,"
          + " from which on everything counts anew",
      "`quantum status`, `quantum trades`; `quantum resume` when you want to go on"),
  LIQUIDATION_FIRST(
      Severity.CRITICAL,
      Course.LASTS,
      "{}: the exchange liquidates it at {}, before its stop at {} acts",
      "other positions, a loss or a leverage changed by hand have used up margin since the entry: the"
          + " stop lies at the liquidation price or behind it",
      "add margin, close a part or another position, or move the stop nearer"),
  MARGIN_CALL(
      Severity.CRITICAL,
      Course.HAPPENED,
      "{}: margin call, position {}",
      "the margin of the account is nearly used up",
      "add margin, or close positions"),
  KEY_REFUSED(
      Severity.CRITICAL,
      Course.LASTS,
      "the exchange does not take our key any more: {}",
      "nothing can be closed or moved through it until it does; what rests at the exchange rests. It"
          + " is tried again every few seconds",
      "API key, its rights (futures, no withdrawal), its list of IP addresses; -1022: the secret."
          + " A new key needs `systemctl restart quantum-apply-layer`"),
  NO_OUTCOME(
      Severity.CRITICAL,
      Course.LASTS,
      "{}: plan_id={} has no outcome after {} s: {}",
      "an order was sent or is about to be, and the exchange or Redis does not say what became of"
          + " it. It is asked about, never sent again blindly. Said after 30 s; of an entry, which"
          + " may stand without a stop, after 2",
      "wait for `[CLOSE_DONE]`/`[ENTRY_DONE]` of that plan. Look for the order at the exchange (its"
          + " client id is `qh-PLAN_ID-0`); is the network or the exchange down?"),
  PLAN_UNFORESEEN(
      Severity.CRITICAL,
      Course.HAPPENED,
      "{}: plan_id={} ended in an error nobody foresaw",
      "a defect: the stack trace belongs to the report. The plan ended as ERROR and was"
          + " acknowledged",
      "look at the position at the exchange; report it"),
  NOT_FLAT(
      Severity.CRITICAL,
      Course.LASTS,
      "{} s after it was to be, the account is not flat: {}",
      "somebody, or a limit, ordered everything to be closed, and something still stands; the line has"
          + " what and why. apply-layer goes on until the exchange says flat",
      "`quantum status` shows each symbol. The exchange's code stands below; close by hand what must"
          + " not wait. `quantum resume` gives the order up"),
  NOT_COMPARED(
      Severity.CRITICAL,
      Course.LASTS,
      "{} not compared with the exchange for {} s: {}",
      "for minutes nobody could say whether Redis and the exchange agree about that symbol"
          + " (`positions`: about any); the line has the reason. Nothing is taken for flat meanwhile",
      "look at the position at the exchange. A row that cannot be read: report the line. -2015: the"
          + " key's rights or IP list"),
  TRIMMED(
      Severity.CRITICAL,
      Course.HAPPENED,
      "{} {} was trimmed from its stream before it was handled",
      "the service was too far behind. A dead letter keeps the entry's id, its fields are lost",
      "find out why it was behind (`monitor_harvest_brain.sh`, CPU, Redis). For apply.result:"
          + " compare position and ledger with the exchange. For apply.plan and trade.intent: was"
          + " an exit among them? The brains ask again after 30 s for what they had asked for (see"
          + " UNANSWERED); what an operator had asked for is lost"),
  EXIT_DEAD_LETTER(
      Severity.CRITICAL,
      Course.HAPPENED,
      "an exit is not carried out: {} {} is a dead letter: {}",
      "somebody asked to close or protect a position, and the message makes no sense: the position"
          + " stays as it is",
      "the reason names the field: ask again with it mended, or close by hand. `redis-cli XREVRANGE"
          + " quantum:stream:deadletter + - COUNT 5` has the message"),
  KEY_AWAITED(
      Severity.CRITICAL,
      Course.LASTS,
      "waiting for a key: {}",
      "a stream that the service writes to is a key of another type: nothing is decided until it is"
          + " gone, nothing is lost",
      "`redis-cli TYPE KEY`; rename or remove it; find out who wrote it"),
  NO_STREAM(
      Severity.CRITICAL,
      Course.LASTS,
      "{} is no stream: nothing is read from it until it is",
      "a stream that the service reads is a key of another type; its other streams are read on",
      "as above"),
  REDIS_AWAY(
      Severity.CRITICAL,
      Course.LASTS,
      "Redis is away for {} s with {} positions open: {}",
      "it does not answer, is full or read-only, or no longer takes our password: the reason ends"
          + " the line. Nobody harvests or closes meanwhile",
      "`systemctl status redis-server`, `df -h /var/lib/redis`. `WRONGPASS` or `NOAUTH`: the"
          + " password was changed, restart the service. Watch the positions at the exchange, close"
          + " by hand what must not wait"),
  SERVICE_FAILED(
      Severity.CRITICAL,
      Course.HAPPENED,
      "{} failed",
      "the service ended by a defect and is restarted",
      "report the stack trace; if it comes again at once, `ops/deploy_harvest_fix.sh` with the"
          + " build before"),
  THREAD_FAILED(
      Severity.CRITICAL, Course.HAPPENED, "{} failed in thread {}", "as above", "as above"),
  STOP_TOO_SLOW(
      Severity.WARNING,
      Course.HAPPENED,
      "{} did not stop in {} ms, ending it",
      "the stop took longer than systemd was promised; it was ended. Nothing is half done: the next"
          + " start goes through what is pending",
      "once is harmless. Often: is the exchange or the disk slow?"),
  LOOP_STUCK(
      Severity.CRITICAL,
      Course.LASTS,
      "loop {} has not come round for {} s, waiting to be restarted",
      "a loop of the service is stuck; systemd's watchdog ends it (the threads' stacks follow in"
          + " the journal) and starts it again",
      "once: nothing, pending work is taken up. Again: the stacks belong to the report"),
  KEY_NOT_WRITTEN(
      Severity.WARNING,
      Course.LASTS,
      "{} cannot write {}: it is {}",
      "somebody else has put something of another type on a key of ours. Prices go on to their"
          + " stream; what the key would say is missing",
      "`redis-cli TYPE KEY`; remove it; find out who"),
  POSITION_UNREADABLE(
      Severity.CRITICAL,
      Course.LASTS,
      "{}: position cannot be read, {}: {}",
      "what stands in `quantum:position:SYMBOL` is no position. A brain that knew it before judges"
          + " it by what it knew; one that never did does not look after it at all",
      "`redis-cli TYPE` and `HGETALL` the key. apply-layer rebuilds it from the exchange; if it does"
          + " not, `redis-cli DEL` the key. Close by hand what must not be left alone"),
  LEDGER_UNREADABLE(
      Severity.WARNING,
      Course.LASTS,
      "{}: ledger cannot be read, its fills become dead letters: {}",
      "what stands in `quantum:position:ledger:SYMBOL` is no ledger, or one of its sums is no number;"
          + " writing over it would lose what was earned",
      "`redis-cli TYPE` and `HGETALL` the key; mend the sum (`HSET`), or keep the key under another"
          + " name (`RENAME`); then add the fills from the dead letters to apply.result again: each"
          + " trade counts once"),
  POSITIONS_NOT_READ(
      Severity.CRITICAL,
      Course.LASTS,
      "[MARKET] open positions cannot be read: {}",
      "`quantum:positions:open` is no set: those watched before stay watched",
      "`redis-cli TYPE quantum:positions:open`, `redis-cli DEL` it: apply-layer writes it anew"
          + " within a minute"),
  SERVICE_SILENT(
      Severity.CRITICAL,
      Course.LASTS,
      "{} gives no sign of life for {} s",
      "quantum-alerts found no `quantum:health:…` of a service in ALERTS_REQUIRED, or one that says"
          + " it stops: it was stopped, or is away and does not come back",
      "`systemctl status` of the unit has the reason; `systemctl start` it"),
  UNIT_FAILED(
      Severity.CRITICAL,
      Course.HAPPENED,
      "the unit {} failed: {}",
      "systemd has given the unit up: its settings do not allow a start (78), or it is not to be"
          + " started again",
      "`systemctl status` and `journalctl -u` of the unit; a wrong setting: `quantum config check`"),
  HARVEST_BURST(
      Severity.WARNING,
      Course.LASTS,
      "{}: {} harvests within an hour, usual are {}",
      "far more than the symbol's own week had: a market in a hurry, or levels that fire too easily",
      "`quantum inspect` the symbol: are the harvests what you want? `quantum pause` it if not"),
  GIVE_BACK(
      Severity.WARNING,
      Course.LASTS,
      "{}: was at {} R and is at {} R",
      "the position has given back more than ALERTS_GIVE_BACK_R of the best it stood at",
      "`quantum inspect` the symbol shows stop and next levels; `quantum close` it by hand if you"
          + " would rather keep what is left"),
  DRIFT(
      Severity.CRITICAL,
      Course.HAPPENED,
      "{}: the books did not agree with the exchange and were corrected: {}",
      "the comparison with the exchange found a position that was not as Redis had it: somebody"
          + " traded by hand, or a fill was missed",
      "once, after a trade of your own: nothing. Else look at the account's trades of that minute at"
          + " the exchange, and report it"),
  ALERT_TEST(
      Severity.WARNING,
      Course.HAPPENED,
      "test of the alerts: {}",
      "somebody ran `quantum alert test`; it goes to every channel at once, without grouping",
      "nothing");

  /** How soon somebody has to look. */
  public enum Severity {
    /** A position may be unprotected, or what it is is not known: at once. */
    CRITICAL,
    /** Today. */
    WARNING
  }

  /** Whether there is an end that can be told. */
  public enum Course {
    /** A condition: whoever raised it says when it is over. */
    LASTS,
    /** An event. */
    HAPPENED
  }

  /**
   * What an alarm is about: repetitions of one cause are one alarm.
   *
   * @param about what tells it from others of its kind and symbol: a plan, a key, a loop; may be
   *     empty
   */
  public record Cause(Alarm kind, Optional<Symbol> symbol, String about) {
    /**
     * The line without its marker.
     *
     * @param details for the gaps, in order; the first gap is the symbol's if there is one
     */
    public String text(Object... details) {
      StringBuilder text = new StringBuilder();
      int at = 0;
      int next = symbol.isPresent() ? -1 : 0;
      for (int gap; (gap = kind.line.indexOf("{}", at)) >= 0 && next < details.length; next++) {
        text.append(kind.line, at, gap).append(next < 0 ? symbol.get() : details[next]);
        at = gap + 2;
      }
      return text.append(kind.line, at, kind.line.length()).toString();
    }
  }

  private final Severity severity;
  private final Course course;
  private final String line;
  private final String meaning;
  private final String action;

  Alarm(Severity severity, Course course, String line, String meaning, String action) {
    this.severity = severity;
    this.course = course;
    this.line = line;
    this.meaning = meaning;
    this.action = action;
  }

  public Cause of(Symbol symbol) {
    return of(symbol, "");
  }

  public Cause of(Symbol symbol, Object about) {
    return new Cause(this, Optional.of(symbol), about.toString());
  }

  public Cause of(Object about) {
    return new Cause(this, Optional.empty(), about.toString());
  }

  public Severity severity() {
    return severity;
  }

  public Course course() {
    return course;
  }

  /** With {@code {}} for each gap. */
  public String line() {
    return line;
  }

  /** What happened, for the runbook. */
  public String meaning() {
    return meaning;
  }

  /** What to do, for the runbook. */
  public String action() {
    return action;
  }
}

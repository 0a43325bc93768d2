package quantum.tradingbot;

import java.util.Set;
import quantum.contracts.Cooldown;
import quantum.contracts.Names;
import quantum.contracts.TradeIntent;
import quantum.kernel.value.Symbol;
import quantum.runtime.Commit;
import quantum.runtime.CommitOutcome;
import quantum.runtime.Commits;
import quantum.runtime.Published;
import quantum.tradingbot.decide.EntryDesk;
import quantum.tradingbot.decide.Reading.Quiet;
import quantum.tradingbot.decide.Reading.Signal;
import quantum.tradingbot.decide.Reading.Why;

/**
 * Sends an entry and begins its cooldown in one step, or neither; nothing while the kill switch is
 * on, a halt in force or the symbol paused. The same candle is sent once, also where the answer to
 * the first try got lost.
 */
final class EntryWriter {
  /** The mark outlives the cooldown by what a candle and its stream may lag behind the wall. */
  private static final long LINGER_SECONDS = 120;

  private final TradingBotSettings settings;
  private final EntryDesk desk;
  private final Commits commits;
  private final BotLog log;

  EntryWriter(TradingBotSettings settings, Commits commits, BotLog log) {
    this.settings = settings;
    this.desk = new EntryDesk(settings.rules());
    this.commits = commits;
    this.log = log;
  }

  /**
   * @throws quantum.runtime.RedisUnavailable if it is unknown whether it was sent
   */
  void send(Signal signal) {
    TradeIntent.Entry entry = desk.entry(signal);
    Commit commit =
        new Commit()
            .requireKill(settings.names().kill(), false)
            .requireHalt(settings.names().halt(), false)
            .requireHalt(settings.names().pause(signal.symbol()), false)
            .publishOnce(
                settings.intentStream(),
                settings.streamMaxLen(),
                entry.encode(),
                settings.names().botEntry(signal.symbol()),
                new Cooldown(signal.barMillis()).encode(),
                settings.rules().cooldownMillis() / 1000 + LINGER_SECONDS)
            .afterwards(
                published -> {
                  switch (published) {
                    case Published.Entry(String id) -> log.sent(signal, entry, id);
                    case Published.Duplicate _ -> log.sentBefore(signal);
                    case Published.Lost _ -> {} // an entry cannot be left out
                  }
                });
    switch (commits.execute(commit)) {
      case CommitOutcome.Done _ -> {}
      case CommitOutcome.StateChanged(var inForce) ->
          log.quiet(heldBack(signal.symbol(), inForce.keySet()));
      case CommitOutcome.WrongType(String key, String found) ->
          log.unreadable().found(key, "is a " + found + "; nothing is sent for " + signal.symbol());
    }
  }

  /** The first of what holds it back says it all. */
  private Quiet heldBack(Symbol symbol, Set<String> inForce) {
    Names names = settings.names();
    if (inForce.contains(names.kill())) {
      return new Quiet(symbol, Why.KILL_SWITCH, names.kill() + " is on");
    }
    return inForce.contains(names.halt())
        ? new Quiet(symbol, Why.HALTED, names.halt() + " is in force")
        : new Quiet(symbol, Why.PAUSED, names.pause(symbol) + " is in force");
  }
}

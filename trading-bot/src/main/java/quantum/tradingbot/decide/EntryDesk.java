package quantum.tradingbot.decide;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import quantum.contracts.EntryLevels;
import quantum.contracts.EntrySize;
import quantum.contracts.TradeIntent;
import quantum.kernel.value.Symbol;
import quantum.tradingbot.decide.Reading.Quiet;
import quantum.tradingbot.decide.Reading.Signal;
import quantum.tradingbot.decide.Reading.Why;

/** Which signals become entries: the strongest first, as many as there is room for. */
public final class EntryDesk {
  /** What the bot's intents name as their source. */
  public static final String SOURCE = "trading_bot";

  private static final Comparator<Signal> STRONGEST_FIRST =
      Comparator.<Signal>comparingDouble(signal -> -Math.abs(signal.z()))
          .thenComparing(signal -> signal.symbol().name());

  private final BotRules rules;

  public EntryDesk(BotRules rules) {
    this.rules = rules;
  }

  /**
   * @param signals of one moment, at most one per symbol
   * @return as many readings: a signal to be sent, or why it is not
   */
  public List<Reading> choose(List<Signal> signals, Account account) {
    List<Reading> chosen = new ArrayList<>();
    int taken = 0;
    for (Signal signal : signals.stream().sorted(STRONGEST_FIRST).toList()) {
      Optional<Quiet> heldBack = heldBack(signal, account, taken);
      if (heldBack.isEmpty()) {
        taken++;
      }
      chosen.add(heldBack.<Reading>map(quiet -> quiet).orElse(signal));
    }
    return chosen;
  }

  private Optional<Quiet> heldBack(Signal signal, Account account, int taken) {
    Symbol symbol = signal.symbol();
    if (account.open().contains(symbol)) {
      return quiet(signal, Why.POSITION_OPEN, "one position per symbol");
    }
    Long entered = account.enteredMillis().get(symbol);
    if (entered != null && signal.barMillis() - entered < rules.cooldownMillis()) {
      return quiet(signal, Why.COOLDOWN, "BOT_COOLDOWN_SEC=" + rules.cooldownMillis() / 1000);
    }
    // a dry run opens nothing, so nothing of it is on its way
    long underway = rules.dryRun() ? 0 : account.underway(signal.atMillis());
    long positions = account.open().size() + underway + taken;
    if (positions >= rules.maxOpenPositions()) {
      return quiet(
          signal,
          Why.MAX_POSITIONS,
          positions + " open or on their way, allowed " + rules.maxOpenPositions());
    }
    return Optional.empty();
  }

  private static Optional<Quiet> quiet(Signal signal, Why why, String detail) {
    return Optional.of(new Quiet(signal.symbol(), why, detail));
  }

  /** The entry of a signal: its features and no levels, which are the intent-bridge's to set. */
  public TradeIntent.Entry entry(Signal signal) {
    return new TradeIntent.Entry(
        signal.symbol(),
        signal.side(),
        new EntrySize.Margin(rules.positionUsd(), rules.leverage()),
        rules.leverage(),
        Optional.of(signal.price()),
        EntryLevels.NONE,
        Optional.empty(),
        Optional.empty(),
        signal.features(),
        rules.dryRun(),
        SOURCE,
        signal.atMillis());
  }
}

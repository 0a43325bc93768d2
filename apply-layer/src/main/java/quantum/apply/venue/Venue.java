package quantum.apply.venue;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import quantum.kernel.value.Symbol;
import quantum.runtime.systemd.Heartbeat;

/**
 * A futures account at an exchange. Every call blocks until the exchange has answered or its time
 * is up, and says what happened as an {@link Outcome}: nothing is thrown for what a venue says or
 * fails to say. Safe for use by several threads.
 *
 * <p>Each promise that is made here is a test of the compatibility kit, which every venue passes: a
 * second one begins with a red kit.
 */
public interface Venue {

  /** What the venue says of itself; the same each time. */
  VenueTerms terms();

  /**
   * The trading rules of a symbol, from a cache that is filled at the first call; rules under which
   * nothing is traded are asked for again, at most once a minute.
   *
   * @return {@link Failure.NotFound} if the venue lists no such symbol
   */
  Outcome<SymbolRules> rules(Symbol symbol);

  /** Reads the rules of all symbols anew. The value is how many there are. */
  Outcome<Integer> refreshRules();

  /**
   * What is open of a symbol; nothing only if the venue says that it is flat. A failed query, or a
   * row that cannot be read, is a failure and never a flat position; {@link Failure.NotFound} if
   * the venue lists no such symbol.
   */
  Outcome<Legs> legs(Symbol symbol);

  /** Every open position of the account; a row that cannot be read keeps back no other. */
  Outcome<VenuePositions> positions();

  /** Mark price now, quote currency per base unit. */
  Outcome<BigDecimal> markPrice(Symbol symbol);

  /**
   * Mark price in the minute of a time, quote currency per base unit.
   *
   * @param timeMillis epoch milliseconds by the venue's clock
   */
  Outcome<BigDecimal> markPriceAt(Symbol symbol, long timeMillis);

  /** What it says of margin. */
  Margins margins();

  /** Whether the account holds one position per symbol or one per side; asked anew each time. */
  Outcome<PositionMode> positionMode();

  /** How the account is set; asked anew each time. */
  Outcome<AccountTerms> accountTerms();

  /**
   * Sets the leverage of a symbol and answers with the one that now holds. May be repeated safely.
   */
  Outcome<Integer> leverage(Symbol symbol, int leverage);

  /**
   * Sends a MARKET order, at most once for each call that is not refused for its time stamp or its
   * position mode. {@link Failure.Unknown} means that it may have been executed: ask {@link #order}
   * before anything is sent again. A name that was used before protects from nothing: a venue may
   * take it again once its order has ended.
   *
   * <p>One that only reduces never opens or turns anything. In one-way mode it is cut to what is
   * open; in hedge mode it may be refused instead ({@link Failure.Reason#REDUCE_ONLY}) where it is
   * larger than its leg.
   */
  Outcome<OrderReport> placeMarket(MarketOrder order);

  /**
   * What became of an order, of the latest one by this name; also of the one that a stop became,
   * which bears the stop's. {@link Failure.NotFound} right after placing can be the venue's lag: a
   * single one does not prove that the order does not exist.
   */
  Outcome<OrderReport> order(Symbol symbol, ClientOrderId id);

  /** The name that an order was given, by us or by somebody else. */
  Outcome<ClientOrderId> nameOf(Symbol symbol, VenueOrderId order);

  /**
   * Lets a stop rest. {@link Failure.Unknown} means that it may rest: ask {@link #stop} or {@link
   * #openStops}. No two stops ever bear one name.
   */
  Outcome<StopReport> placeStop(StopOrder stop);

  /** What became of a stop; {@link Failure.NotFound} can be the venue's lag. */
  Outcome<StopReport> stop(Symbol symbol, ClientOrderId id);

  /** The stops that rest, or are firing, of a symbol, by whomever they were placed. */
  Outcome<List<StopReport>> openStops(Symbol symbol);

  /** The same of all symbols; as dear to ask as forty single ones. */
  Outcome<List<StopReport>> openStops();

  /**
   * Takes a stop back. {@link Failure.NotFound}: it does not rest; {@link #stop} says whether it
   * has fired.
   *
   * @return the id
   */
  Outcome<ClientOrderId> cancelStop(Symbol symbol, ClientOrderId id);

  /**
   * The trades of one order, oldest first. Here and below a row that cannot be read is no answer at
   * all: a trade left out would be missing in the books for ever.
   */
  Outcome<List<VenueTrade>> trades(Symbol symbol, VenueOrderId order);

  /** Own trades that came after a place, oldest first: each once, and none left out. */
  Outcome<List<VenueTrade>> tradesAfter(Symbol symbol, TradeCursor booked);

  /**
   * Own trades since a time, oldest first. A venue may look only a limited time ahead of {@code
   * sinceMillis} for the first trade (a week is usual), so ask {@link #tradesAfter} where one is
   * known.
   *
   * @param sinceMillis epoch milliseconds by the venue's clock
   */
  Outcome<List<VenueTrade>> tradesSince(Symbol symbol, long sinceMillis);

  /**
   * What changed the account's money in a span of time, oldest first: each once, and none left out
   * that the venue lists by now. One may be listed a while after its time, so a span that was read
   * is read again later; {@link VenueIncome#id} tells what is new. A venue may keep three months
   * only. A call of it is dear: some thirty times a question about a position.
   *
   * @param fromMillis epoch milliseconds by the venue's clock, included
   * @param toMillis included; {@link Long#MAX_VALUE}: as far as the list goes
   */
  Outcome<List<VenueIncome>> income(long fromMillis, long toMillis);

  /**
   * What the account tells by itself; nothing is sent before it runs.
   *
   * @param taker gets the events, one at a time, on the thread that runs it
   */
  AccountStream account(Clock clock, Heartbeat heartbeat, Consumer<? super AccountEvent> taker);

  /** The venue's clock, epoch milliseconds. */
  Outcome<Long> serverTime();
}

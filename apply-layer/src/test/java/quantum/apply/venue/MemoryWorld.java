package quantum.apply.venue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.apply.venue.Trouble.Call;
import quantum.apply.venue.memory.MemoryExchange;
import quantum.apply.venue.memory.MemoryVenue;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** The venue in memory, as the kit and the property tests begin with it. */
public final class MemoryWorld implements VenueWorld {
  private final MemoryExchange exchange =
      new MemoryExchange(
          List.of(
              rules(VenueCompatibilityKit.BTC, "0.001", "0.1"),
              rules(VenueCompatibilityKit.ETH, "0.01", "0.01")));
  private final MemoryVenue venue = new MemoryVenue(exchange);

  public MemoryWorld() {
    price(VenueCompatibilityKit.BTC, "100000");
    price(VenueCompatibilityKit.ETH, "2500");
  }

  private static SymbolRules rules(Symbol symbol, String step, String tick) {
    return new SymbolRules(
        symbol,
        SymbolRules.TRADING,
        new BigDecimal(step),
        Quantity.of(step),
        Quantity.of("120"),
        new BigDecimal(tick),
        new BigDecimal("5"));
  }

  public MemoryExchange exchange() {
    return exchange;
  }

  @Override
  public MemoryVenue venue() {
    return venue;
  }

  @Override
  public void price(Symbol symbol, String price) {
    exchange.price(symbol, new BigDecimal(price));
  }

  @Override
  public void byHand(Symbol symbol, Optional<Side> leg, String amount) {
    exchange.byHand(symbol, leg, new BigDecimal(amount));
  }

  @Override
  public void funds(String rate) {
    exchange.funds(new BigDecimal(rate));
  }

  @Override
  public void transfers(String amount) {
    exchange.transfers(new BigDecimal(amount));
  }

  @Override
  public void hedge() {
    exchange.hedge();
  }

  @Override
  public void meets(Call call, Trouble trouble) {
    venue.meets(call, trouble);
  }

  @Override
  public void fillHalf() {
    exchange.fillNext(new BigDecimal("0.5"));
  }

  @Override
  public void hangTrigger() {
    exchange.hangTriggers(true);
  }

  @Override
  public void cutStream() {
    venue.cutStreams();
  }

  @Override
  public void passes(long millis) {
    exchange.passes(millis);
  }

  @Override
  public void close() {
    // nothing is open
  }
}

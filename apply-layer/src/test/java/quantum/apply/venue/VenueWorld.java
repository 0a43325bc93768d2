package quantum.apply.venue;

import java.util.Optional;
import quantum.apply.venue.Trouble.Call;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * A venue with everything around it that its account cannot do: the market, other hands, and what
 * goes wrong. It begins flat and in one-way mode, with {@link VenueCompatibilityKit#BTC} at 100000
 * and {@link VenueCompatibilityKit#ETH} at 2500, and enough margin for some thousand USD of each.
 */
public interface VenueWorld extends AutoCloseable {

  Venue venue();

  /** The mark price goes there. */
  void price(Symbol symbol, String price);

  /** Afterwards the account holds so much, as if by hand; negative for SHORT. */
  void byHand(Symbol symbol, Optional<Side> leg, String amount);

  /**
   * The hour of funding comes: LONG pays this fraction of its value to SHORT, at the marks that
   * hold.
   */
  void funds(String rate);

  /** Money comes into the account, or goes out, USDT. */
  void transfers(String amount);

  /** From now on a LONG and a SHORT of a symbol stand side by side. */
  void hedge();

  /** The next call of a kind, and no other, meets this. */
  void meets(Call call, Trouble trouble);

  /** The market takes only half of the next order. */
  void fillHalf();

  /** The next stop that is met stays where it is. */
  void hangTrigger();

  /** Whoever listens is not connected any more. */
  void cutStream();

  /** The venue's clock goes on by at least so much. */
  void passes(long millis);

  @Override
  void close();
}

package quantum.apply;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.StopOrder;
import quantum.apply.venue.Venue;
import quantum.kernel.value.Price;

/** A venue that takes no stop below a price, and names it as Binance does. */
final class BandedVenue {
  private BandedVenue() {}

  static Venue around(Venue venue, Price lowest) {
    return (Venue)
        Proxy.newProxyInstance(
            Venue.class.getClassLoader(),
            new Class<?>[] {Venue.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("placeStop")
                  && ((StopOrder) arguments[0]).trigger().value().compareTo(lowest.value()) < 0) {
                return Outcome.failed(
                    new Failure.Refused(
                        Failure.Reason.STOP_OUT_OF_BAND,
                        "-4211",
                        "-4211 Stop price can't be lower than " + lowest + "."));
              }
              try {
                return method.invoke(venue, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}

package quantum.runtime;

/** A service's wiring: reads its settings, builds its parts, hands back what runs. */
@FunctionalInterface
public interface ServiceBody {
  RunningService start(ServiceContext context);
}

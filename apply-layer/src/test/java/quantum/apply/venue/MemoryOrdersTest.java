package quantum.apply.venue;

class MemoryOrdersTest extends OrdersKit {
  @Override
  VenueWorld begin() {
    return new MemoryWorld();
  }
}

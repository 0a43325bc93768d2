package quantum.apply.venue;

class MemoryIncomeTest extends IncomeKit {
  @Override
  VenueWorld begin() {
    return new MemoryWorld();
  }
}

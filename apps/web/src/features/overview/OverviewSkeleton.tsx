import { Skeleton } from '../../ui/Feedback.tsx';

/** The Overview's shape before anything is known. */
export function OverviewSkeleton() {
  return (
    <>
      <div className="ribbon overview-bones">
        <Skeleton lines={[100, 100, 62]} label="Reading the gateway’s state" />
      </div>
      <div className="overview-columns" aria-hidden="true">
        <div className="card overview-bones">
          <i className="bone" />
          <i className="bone" />
        </div>
        <div className="tiles">
          {['a', 'b', 'c', 'd', 'e', 'f'].map((place) => (
            <div key={place} className="tile">
              <i className="bone" />
            </div>
          ))}
        </div>
      </div>
    </>
  );
}
